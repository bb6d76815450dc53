# make.R - reference comparisons, for tests/unit/halves_test.c
#
#     Rscript tests/data/halves/make.R > tests/data/halves/reference.h
#
# The later months against the earlier ones, by severity: survdiff with strata()
# gives (observed - expected) / variance of the later half, and survfit the
# restricted means, which are weighted by the items of a severity. Both are made
# again without each group of assets and without each month; the variance is
# (G - 1) / G times the sum of squares about the mean of the G, and p is of
# Student's t with G - 1 degrees of freedom. What is told is the larger p.
library(survival)
set.seed(20261126)

day <- 1440
horizon <- 10 * day

restricted <- function(d) {
    fit <- survfit(Surv(minute, event) ~ 1, d)
    t <- c(0, fit$time[fit$time < horizon], horizon)
    s <- c(1, fit$surv[fit$time < horizon])
    sum(s * diff(t)) / day
}

estimate <- function(d) {
    fit <- survdiff(Surv(minute, event) ~ later + strata(severity), d)
    sum_of <- function(x) if (is.matrix(x)) rowSums(x) else x
    means <- sapply(split(d, d$severity), function(x) c(nrow(x),
        restricted(x[x$later == 0, ]), restricted(x[x$later == 1, ])))
    earlier <- sum(means[1, ] * means[2, ]) / nrow(d)
    later <- sum(means[1, ] * means[3, ]) / nrow(d)
    c(earlier = earlier, later = later, days = later - earlier,
        score = ((sum_of(fit$obs) - sum_of(fit$exp)) / diag(fit$var))[[2]],
        p = pchisq(fit$chisq, 1, lower.tail = FALSE))
}

# low, high and p of days and score, leaving out by a column
jackknife <- function(d, column) {
    all <- estimate(d)
    without <- sapply(sort(unique(d[[column]])),
        function(v) estimate(d[d[[column]] != v, ]))
    g <- ncol(without)
    sapply(c("days", "score"), function(name) {
        e <- sqrt((g - 1) / g * sum((without[name, ] - mean(without[name, ]))^2))
        reach <- qt(0.975, g - 1) * e
        c(all[[name]] - reach, all[[name]] + reach,
            2 * pt(-abs(all[[name]]) / e, g - 1))
    })
}

one <- function(name, months, groups, severities, change) {
    d <- expand.grid(month = 1:months - 1, group = 1:groups - 1,
        severity = 1:severities - 1, item = 1:2)
    d$later <- as.integer(d$month >= months %/% 2)
    # More of the first severity later, so that the mix changes.
    d <- d[d$item == 1 | (d$severity == 0) == (d$later == 1), ]
    slow <- exp(rnorm(groups, 0, 0.5))[d$group + 1] *
        exp(rnorm(months, 0, 0.2))[d$month + 1] * (2 + 5 * d$severity)
    took <- 1 + floor(rexp(nrow(d), 1 / slow) * exp(-change * d$later) * day)
    lost <- 1 + floor(rexp(nrow(d), 1 / 40) * day)
    d$minute <- pmin(took, lost, horizon)
    d$event <- as.integer(took <= pmin(lost, horizon))
    all <- estimate(d)
    by_group <- jackknife(d, "group")
    by_month <- jackknife(d, "month")
    told <- function(which) {
        worse <- by_group[3, which] > by_month[3, which]
        (if (worse) by_group else by_month)[, which]
    }
    cat(sprintf("static const struct record %s_records[] = {\n", name))
    cat(sprintf("\t{%d, %d, %d, %d, %d},\n", d$month, d$severity, d$group,
        d$minute, d$event), sep = "")
    cat("};\n\n")
    numbers <- function(v) paste(sprintf("%.17g", v), collapse = ", ")
    sprintf(paste0('\t{"%s", %s_records, %d, %d, %d,\n\t    %s,\n\t    ',
        '{%s, %s},\n\t    {%s, %s}},\n'), name, name, nrow(d), months,
        severities, numbers(all[c("earlier", "later", "p")]),
        numbers(all["days"]), numbers(told("days")), numbers(all["score"]),
        numbers(told("score")))
}

cat("/* Made by make.R; R ", as.character(getRversion()), ", survival ",
    as.character(packageVersion("survival")), ". */\n\n", sep = "")
rows <- c(
    one("one_severity", 8, 12, 1, 0.5),
    one("two_severities", 9, 14, 2, 0),
    one("three_severities", 10, 12, 3, 0.4))
cat("static const struct reference references[] = {\n", rows, "};\n", sep = "")
