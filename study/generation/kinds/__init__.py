"""One file for each kind of question that is drafted."""
