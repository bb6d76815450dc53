# make.R - reference limits of proportions, for tests/unit/proportion_test.c
#
#     Rscript tests/data/proportion/make.R > tests/data/proportion/reference.h
#
# The delete-a-group jackknife of a logit, written down as in the textbook and
# with R's own quantile of Student's t; groups without an attempt are none.
set.seed(20261124)

logit <- function(count, n) log((count + 0.5) / (n - count + 0.5))

limits <- function(count, n) {
    used <- n > 0
    groups <- sum(used)
    without <- logit(sum(count) - count[used], sum(n) - n[used])
    error <- sqrt((groups - 1) / groups * sum((without - mean(without))^2))
    middle <- qlogis(sum(count) / sum(n))
    plogis(middle + c(-1, 1) * qt(0.975, groups - 1) * error)
}

one <- function(name, count, n) {
    l <- limits(count, n)
    cat(sprintf("\t{\"%s\",\n\t    {%s},\n\t    {%s},\n\t    %.17g, %.17g, %.17g},\n",
        name, paste(count, collapse = ", "), paste(n, collapse = ", "),
        sum(count) / sum(n), l[1], l[2]))
}

cat("/* Made by make.R; R ", as.character(getRversion()), ". */\n\n", sep = "")
cat("static const struct reference references[] = {\n")
n <- rpois(64, 20) + 1
one("even", rbinom(64, n, 0.1), n)
one("clustered", rbinom(64, n, rbeta(64, 0.3, 2)), n)
n <- ifelse(seq_len(64) %% 5 == 0, rpois(64, 3) + 1, 0)
one("twelve groups", rbinom(64, n, 0.4), n)
n <- c(1000, rep(1, 63))
one("one large group", c(10, rep(c(0, 1, 0), 21)), n)
n <- rep(5, 64)
one("all in one group", c(4, rep(0, 63)), n)
n <- c(3, 4, rep(0, 62))
one("two groups", c(1, 3, rep(0, 62)), n)
cat("};\n")
