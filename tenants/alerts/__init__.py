"""What people of a shop must look at."""
