# jackknife.R - reference limits, for tests/unit/stats_jackknife_test.c
#
#     Rscript tests/data/stats/jackknife.R > tests/data/stats/jackknife.h
#
# The jackknife of a mean with one value a group is R's t.test, and that of a
# difference of two means of the same groups is the paired one.
set.seed(20261125)

numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")

one <- function(a, b) {
    paired <- t.test(a, b, paired = TRUE)
    single <- t.test(a)
    cat(sprintf("\t{%d,\n\t    {%s},\n\t    {%s},\n\t    {%s},\n\t    {%s}},\n",
        length(a), numbers(a), numbers(b),
        numbers(c(single$conf.int, single$p.value)),
        numbers(c(paired$conf.int, paired$p.value))))
}

cat("/* Made by jackknife.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
one(c(3, 5), c(1, 7))
one(round(rnorm(12, 20, 5), 3), round(rnorm(12, 14, 4), 3))
one(round(rexp(64), 4), round(rexp(64, 2), 4))
cat("};\n")
