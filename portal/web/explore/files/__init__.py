"""The files of a view: tables, contours, images, how to cite them."""
