# clustered.R - reference limits, for tests/unit/stats_clustered_test.c
#
#     Rscript tests/data/stats/clustered.R > tests/data/stats/clustered.h
#
# The delete-one jackknife by its pseudo-values (Tukey 1958): their t.test has the
# standard error, and the width of its interval is put around the plain logit.
set.seed(20261126)

logit <- function(count, n) log(count / (n - count))

limits <- function(count, n) {
    k <- length(n)
    without <- logit(sum(count) - count + 0.5, sum(n) - n + 1)
    pseudo <- k * logit(sum(count), sum(n)) - (k - 1) * without
    reach <- diff(t.test(pseudo)$conf.int) / 2
    plogis(logit(sum(count), sum(n)) + c(-reach, reach))
}

one <- function(count, n)
    cat(sprintf("\t{%d, {%s},\n\t    {%.17g, %.17g, %.17g}},\n", length(n),
        paste(sprintf("{%d, %d}", n, count), collapse = ", "),
        sum(count) / sum(n), limits(count, n)[1], limits(count, n)[2]))

cat("/* Made by clustered.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
one(c(1, 0, 2, 0, 5, 1, 0, 0, 3, 1), c(4, 1, 2, 7, 9, 1, 3, 2, 3, 1))
n <- 1 + rpois(30, 20)
one(rbinom(30, n, rbeta(30, 1, 3)), n)
one(c(900, rbinom(19, 5, 0.2)), c(1000, rep(5, 19)))
cat("};\n")
