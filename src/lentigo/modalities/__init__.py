"""Ways of treating skin, one file each."""
