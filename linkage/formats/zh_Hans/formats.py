"""Chinese official papers group by three; Django's format for the language does not group at all."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
