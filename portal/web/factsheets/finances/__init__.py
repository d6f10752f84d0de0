"""Pages that explain figures to people who are no specialists, from the explanations of the catalogue.

What is explained, in which words and at which levels is data (``catalogue/explanations``): these modules
find the year of each drawing, fill the sentences with the figures of a territory, and name what is absent.
"""
