# survival.gp - the share still open, by days; run by patchlore
#
# In the working folder: survival.dat, one block per curve (days, survival,
# low, high), blocks parted by two blank lines. Given with -e: curves (how
# many), last (the last day), start ("detection" or "release").
set terminal svg size 760,420 font "sans-serif,13" background "#ffffff"
set output "survival.svg"
set xlabel sprintf("days since %s", start)
set ylabel "share of items still open"
set xrange [0:last]
set yrange [0:1]
set grid ytics lc rgb "#cccccc" lw 0.5
set border 3
set xtics nomirror
set ytics nomirror 0.25
set key outside right top
set style fill transparent solid 0.15 noborder
# Okabe and Ito's colours, told apart by their dashes in grey as well.
array colour[6] = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x000000]
plot for [i=1:curves] "survival.dat" index i-1 using 1:3:4 with filledcurves \
         lc rgb colour[i] notitle, \
     for [i=1:curves] "survival.dat" index i-1 using 1:2 with steps \
         lc rgb colour[i] lw 2 dt i title curves > 1 ? sprintf("curve %d", i) : ""
