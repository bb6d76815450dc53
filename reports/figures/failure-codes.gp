# failure-codes.gp - what failed attempts ended with; run by patchlore
#
# In the working folder: failure-codes.dat, a line per code (row from 0, whether
# it is a rest, share, its low and high limit in percent, code, count in words).
# Given with -e: rows (how many), widest (the end of the longest bar, percent).
high = 74 + 50.0 * rows
set terminal svg size 760,high font "sans-serif,17" noenhanced
set output "failure-codes.svg"
set datafile separator "\t"
step = widest > 60 ? 25 : widest > 25 ? 10 : widest > 10 ? 5 : 2
set xlabel "% of failed attempts" offset 0,0.4
set xrange [0:widest*1.3]
set yrange [rows-0.5:-0.5] # room is left for the counts, right of the bars
set xtics 0,step,100 nomirror out scale 0.5
unset ytics
set border 1
set grid xtics lc rgb "#999999" lw 0.5
set lmargin 2
set rmargin 2
set tmargin at screen 1 - 4 / high
set bmargin at screen 70 / high
# A code stands over its bar, for it may be long. The bar of a rest is hatched.
bar(rest, kind, share) = kind == rest ? share : NaN
plot "failure-codes.dat" using \
         (bar(0, $2, $3)):1:(0):3:($1-0.04):($1+0.36) \
         with boxxyerror fs solid 1 noborder lc rgb 0x0072b2 notitle, \
     "" using (bar(1, $2, $3)):1:(0):3:($1-0.04):($1+0.36) \
         with boxxyerror lc rgb 0x0072b2 fs pattern 4 border notitle, \
     "" using 4:($1+0.16):($5-$4):(0) with vectors nohead lt -1 lw 2 \
         notitle, \
     "" using (0):($1-0.22):6 with labels left offset 0.3,0 notitle, \
     "" using ($5 > $3 ? $5 : $3):($1+0.16):7 with labels left \
         offset 0.8,0 notitle
