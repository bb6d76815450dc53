# survival.gp - the share still open, by days; run by patchlore
#
# In the working folder: survival.dat, blocks parted by two blank lines. First
# one a curve, each corner of its stair a row: days, share open, low, high, and
# the height of a mark there, if any; then one block with a row a curve: where
# it ends (days, share), at which height its label stands, the label. Given with -e: curves (how many), bands (1: draw limits), last (the
# last day), room (letters of the longest label), start (what time runs from).
set terminal svg size 760,420 font "sans-serif,14" noenhanced
set output "survival.svg"
set encoding utf8
set datafile separator "\t"
# Beside the plot, on the same axes, is room for names.
whole = 669 * 1.085 / (669 - room * 8)
step = last > 60 ? 10 : last > 25 ? 5 : last > 12 ? 2 : last > 3 ? 1 : 0.5
set lmargin at screen 0.11
set rmargin at screen 0.99
set tmargin at screen 0.92
set bmargin at screen 0.16
set xrange [0:last*whole]
set yrange [0:100]
set format y "%.0f %%"
set border 2
set xtics 0,step,last nomirror out
set ytics nomirror 25 out
set tics scale 0.5
set label "items still open" at screen 0.01, screen 0.965
set label sprintf("days since %s", start) at last / 2, screen 0.035 center
set arrow from 0,0 to last,0 nohead
do for [y=25:100:25] {
	set arrow from 0,y to last,y nohead back lc rgb "#999999" lw 0.5
}
unset key
set style fill transparent solid 0.15 noborder
# Okabe and Ito's colours, told apart by their dashes in grey as well.
set style line 1 lc rgb 0x0072b2 lw 2.5
set style line 2 lc rgb 0xd55e00 lw 2.5 dt (12,4)
set style line 3 lc rgb 0x009e73 lw 2.5 dt (3,3)
set style line 4 lc rgb 0xcc79a7 lw 2.5 dt (12,4,3,4)
set style line 5 lc rgb 0xe69f00 lw 2.5 dt (12,3,3,3,3,3)
set style line 6 lc rgb 0x56b4e9 lw 1.5
array colour[6] = [0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9]
# Past the last day: lines from where curves end to their names.
plot for [i=1:curves*bands] "survival.dat" index i-1 \
         using 1:($3*100):($4*100) with filledcurves lc rgb colour[i], \
     for [i=1:curves] "survival.dat" index i-1 using 1:($2*100) \
         with lines ls i, \
     for [i=1:curves] "survival.dat" index i-1 using 1:($5*100) \
         with points pt 1 ps 1 lw 2 lc rgb colour[i], \
     for [i=1:curves] "survival.dat" index curves every ::i-1::i-1 \
         using ($1<last?NaN:$1):($2*100):(last*0.025):(($3-$2)*100) \
         with vectors nohead \
         lc rgb colour[i] lw 1, \
     for [i=1:curves] "survival.dat" index curves every ::i-1::i-1 \
         using (last*1.025):($3*100):(last*0.05):(0) with vectors nohead ls i, \
     "survival.dat" index curves using (last*1.085):($3*100):4 \
         with labels left
