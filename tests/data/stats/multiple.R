# multiple.R - reference p values, for tests/unit/stats_multiple_test.c
#
#     Rscript tests/data/stats/multiple.R > tests/data/stats/multiple.h
set.seed(20261125)

numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")
one <- function(p) cat(sprintf("\t{%d,\n\t    {%s},\n\t    {%s},\n\t    {%s}},\n",
    length(p), numbers(p), numbers(p.adjust(p, "BH")),
    numbers(p.adjust(p, "holm"))))

cat("/* Made by multiple.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
one(0.03)
one(c(0.01, 0.01, 0.01))
one(c(1, 0.5, 0, 0.04))
one(runif(20))
one(c(rbeta(12, 0.2, 4), round(runif(8), 1)))
cat("};\n")
