"""What stands in a foreign file: its text in blocks, one file per format.

This runs in a process of its own (study.banks.confined), so it imports little and trusts nothing.
"""
