"""Building blocks of forms: fields, validators, parsing, versioned forms, pagination."""
