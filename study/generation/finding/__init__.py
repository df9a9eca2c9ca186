"""What a sentence states: dates, quantities, names, roles, causes, definitions, quotations."""
