# incidence.gp - what became of items, by days; run by patchlore
#
# In the working folder: incidence.dat, two blocks parted by two blank lines.
# First the corners of two stairs: days, share patched, share patched or open.
# Then a row for each of left, open, patched: the middle of its area on the last
# day, at which height its label stands, the label. Given with -e: last (the
# last day), start (what time runs from).
set terminal svg size 760,420 font "sans-serif,14" noenhanced
set output "incidence.svg"
set encoding utf8
set datafile separator "\t"
# Beside the plot, on the same axes, is room for names.
whole = 669 * 1.06 / (669 - 22 * 8)
step = last > 60 ? 10 : last > 25 ? 5 : last > 12 ? 2 : last > 3 ? 1 : 0.5
set lmargin at screen 0.11
set rmargin at screen 0.99
set tmargin at screen 0.92
set bmargin at screen 0.16
set xrange [0:last*whole]
set yrange [0:100]
set format y "%.0f %%"
set border 2
set tics scale 0.5
set xtics 0,step,last nomirror out
set ytics nomirror 25 out
set label "share of items" at screen 0.01, screen 0.965
set label sprintf("days since %s", start) at last / 2, screen 0.035 center
set arrow from 0,0 to last,0 nohead
do for [y=25:100:25] {
	set arrow from 0,y to last,y nohead front lc rgb "#999999" lw 0.5
}
unset key
# Okabe and Ito's colours; full, empty and hatched tell them apart in grey.
plot "incidence.dat" index 0 using 1:($2*100) \
         with filledcurves y1=0 lc rgb 0x0072b2 fs transparent solid 0.75, \
     "" index 0 using 1:($3*100):(100) \
         with filledcurves lc rgb 0xd55e00 fs transparent pattern 5, \
     "" index 0 using 1:($2*100) with lines lt -1 lw 1.5, \
     "" index 0 using 1:($3*100) with lines lt -1 lw 1.5, \
     "" index 1 using (last*1.005):($1*100):(last*0.04):(($2-$1)*100) \
         with vectors nohead lt -1 lw 1, \
     "" index 1 using (last*1.06):($2*100):3 with labels left
