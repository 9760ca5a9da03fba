"""The site: journal to pages to MkDocs. Writes only its output folder."""
