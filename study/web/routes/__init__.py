"""Every address, one file per noun; web/app.py lists the routers."""
