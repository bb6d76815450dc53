# poisson.R - reference limits, for tests/unit/stats_poisson_test.c
#
#     Rscript tests/data/stats/poisson.R > tests/data/stats/poisson.h
cat("/* Made by poisson.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
for (c in list(c(0, 1), c(0, 365), c(1, 1), c(3, 0.5), c(17, 1e4), c(1000, 12),
    c(123456, 1), c(1e8, 1e3))) {
    l <- poisson.test(c[1], c[2])$conf.int
    cat(sprintf("\t{%.17g, %.17g, %.17g, %.17g},\n", c[1], c[2], l[1], l[2]))
}
cat("};\n")
