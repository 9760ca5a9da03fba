/* The page is whole: dress it, and go to what its address names. */
window.mentorlog.dress();
window.mentorlog.follow();
