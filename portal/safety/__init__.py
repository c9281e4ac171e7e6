"""Pure text screening: crisis phrases, contact details, advertising, emergency symptoms, display names.

Words: a *lexicon* is a reviewed list of phrases in one locale; a *hit* carries the span of the original text;
a *screening* is the verdict on one piece of text: publish it, hold it for staff, or show help to its author.

Imports nothing from the portal: no database, no Flask. The lexicons are package data under `lexicons/<locale>/`,
each written by hand in its own language and read once, when first needed.
"""
