"""The journal as data for those who study it: a corpus, and the files made of one. Nothing here touches a disk."""
