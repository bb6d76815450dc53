# order.R - references, for tests/unit/stats_order_test.c
#
#     Rscript tests/data/stats/order.R > tests/data/stats/order.h
#
# The ranks are the narrowest symmetric ones whose coverage, summed from R's
# dbinom, is 95 % or more; p values are those of binom.test, means and limits
# those of t.test.
set.seed(20261126)

numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")

ranks <- function(n) {
    best <- 0
    for (r in 1:(n %/% 2))
        if (sum(dbinom(r:(n - r), n, 0.5)) >= 0.95) best <- r
    best
}

cat("/* Made by order.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct median_ranks medians[] = {\n")
for (n in c(6:60, 99, 100, 1000))
    cat(sprintf("\t{%d, %d, %d},\n", n, ranks(n), n + 1 - ranks(n)))
cat("};\n\nstatic const struct sign_test signs[] = {\n")
for (pair in list(c(0, 1), c(5, 1), c(1, 5), c(8, 0), c(4, 4), c(3, 4),
                  c(12, 30), c(400, 460)))
    cat(sprintf("\t{%d, %d, %.17g},\n", pair[1], pair[2],
        binom.test(pair[1], sum(pair))$p.value))
cat("};\n\nstatic const struct mean means[] = {\n")
for (n in c(2, 3, 10, 25)) {
    v <- sample(c(10, 30, 50, 70, 90), n, replace = TRUE)
    if (n == 2) v <- c(10, 30)
    t <- t.test(v)
    cat(sprintf("\t{%d, {%s},\n\t    %.17g, %.17g, %.17g},\n", n, numbers(v),
        t$estimate, t$conf.int[1], t$conf.int[2]))
}
cat("};\n")
