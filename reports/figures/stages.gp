# stages.gp - days from one stage to the next; run by patchlore
#
# In the working folder: stages.dat, a row a stage: row, day on which its bar
# starts and ends, whether it is the longest, name, and as texts mean, median
# and n. Given with -e: rows (how many), days (where the last bar ends).
top = 36
low = 58
height = top + rows * 40 + low
set terminal svg size 760,height font "sans-serif,14" noenhanced
set output "stages.svg"
set encoding utf8
set datafile separator "\t"
# Of 760 points, names take 108 on the left, numbers 262 on the right.
point = days / 390.0
unit = 10 ** floor(log10(days))
step = days / unit < 2 ? unit / 5.0 : days / unit < 5 ? unit / 2.0 : unit
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1 - top * 1.0 / height
set bmargin at screen low * 1.0 / height
set xrange [-108*point:652*point]
set yrange [rows-0.5:-0.5]
unset key
set border 0
set tics scale 0.5
unset ytics
set xtics 0,step,days nomirror out format "%g"
set label "mean days from one stage to the next" \
          at days / 2, screen 10.0 / height center
set arrow from 0,rows-0.5 to days,rows-0.5 nohead
set arrow from 0,-0.5 to 0,rows-0.5 nohead
array head[3] = ["mean", "median", "n"]
do for [i=0:2] {
	set label head[i+1] at (460+i*90)*point, screen 1 - 20.0 / height right
}
set label "days:" at 400*point, screen 1 - 20.0 / height right
# The longest stands out by its colour, and by its length in grey. Thin lines
# lead from where a bar ends to where the next one starts.
plot "stages.dat" using ($4>0?NaN:$2):1:2:3:($1-0.28):($1+0.28) \
         with boxxyerror lc rgb 0x0072b2 fs solid noborder, \
     "" using ($4>0?$2:NaN):1:2:3:($1-0.28):($1+0.28) \
         with boxxyerror lc rgb 0xd55e00 fs solid noborder, \
     "" using 3:($1-0.28):(0):($1<rows-1?1.56:0.56) \
         with vectors nohead lt -1 lw 1, \
     "" using (-10*point):1:5 with labels right, \
     "" using (460*point):1:6 with labels right, \
     "" using (550*point):1:7 with labels right, \
     "" using (640*point):1:8 with labels right
