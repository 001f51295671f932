"""What every form is made of: fields, parsing, versioned forms, names, pages of lists."""
