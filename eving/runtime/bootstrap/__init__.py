"""Makes the environment on a machine that has nothing but Python: packages, front-end files, translations.

Standard library only, and German on the screen: neither Django nor its translations exist yet. Inside an active
environment that has Django it leaves the packages alone.
"""
