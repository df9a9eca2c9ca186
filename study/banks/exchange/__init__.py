"""The formats of other programs: what they say in ours, and ours in theirs."""
