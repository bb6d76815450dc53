# nist-matrix.gp - severity by importance in shades; run by patchlore
#
# In the working folder: nist-matrix.dat, three blocks parted by two blank
# lines: cells (column and row from 0, shade, value, n), the names of rows, and
# those of columns. A shade of -1 is a cell without a value, of -2 without an
# item. Given with -e: rows, columns (how many), shares (whether values are
# shares and not days), what (is told).
wide = 760.0
left = 150.0 # for names of rows
head = 56.0
line = 62.0
foot = 74.0
high = head + line * rows + foot
cells = columns < 4 ? 4 : columns # one column alone would be a beam
unit = (wide - left - 8) / cells
set terminal svg size wide,high font "sans-serif,16" noenhanced
set output "nist-matrix.svg"
set datafile separator "\t"
set margins at screen 0,1,0,1
set xrange [-left/unit:cells+8/unit]
set yrange [rows+foot/line:-head/line]
unset border
unset tics
unset key
# One hue from light to dark, which is a scale in grey, too. The dark ones bear
# white text and the others black text, on any page.
array shade[5] = [0xfff3d6, 0xfdd48a, 0xf5a142, 0xb4490f, 0x6b1f0a]
array share[5] = ["95 % or more", "90 to 95 %", "75 to 90 %", "50 to 75 %", \
    "below 50 %"]
array days[5] = ["7 d or less", "7 to 14 d", "14 to 30 d", "30 to 60 d", \
    "above 60 d"]
set label 1 "importance" at 0.03,-38/line
set label 2 "severity" at -8/unit,-14/line right
set label 3 what at -(left-10)/unit,rows+24/line
do for [i=1:5] {
	x = ((i - 1) * 150 + 10 - left) / unit
	set object i rectangle from x,rows+40/line to x+22/unit,rows+60/line \
	    fillcolor rgb shade[i] fillstyle solid 1 border lc rgb 0x808080
	words = shares ? share[i] : days[i]
	set label 10+i words at x+28/unit,rows+50/line
}
is(low, high, shade, x) = shade >= low && shade <= high ? x : NaN
plot for [i=0:4] "nist-matrix.dat" index 0 \
         using (is(i, i, $3, $1+0.5)):($2+0.5):(0.48):(0.47) with boxxyerror \
         fillcolor rgb shade[i+1] fillstyle solid 1 border lc rgb 0x808080, \
     "" index 0 using (is(-1, -1, $3, $1+0.5)):($2+0.5):(0.48):(0.47) \
         with boxxyerror lc rgb 0x808080 dt 2 fillstyle empty border, \
     "" index 0 using (is(0, 2, $3, $1+0.5)):($2+0.36):4 \
         with labels font ",20" textcolor rgb 0x111111, \
     "" index 0 using (is(3, 4, $3, $1+0.5)):($2+0.36):4 \
         with labels font ",20" textcolor rgb 0xffffff, \
     "" index 0 using (is(-2, -1, $3, $1+0.5)):($2+0.36):4 \
         with labels font ",20", \
     "" index 0 using (is(0, 2, $3, $1+0.5)):($2+0.71):5 \
         with labels textcolor rgb 0x111111, \
     "" index 0 using (is(3, 4, $3, $1+0.5)):($2+0.71):5 \
         with labels textcolor rgb 0xffffff, \
     "" index 0 using (is(-2, -1, $3, $1+0.5)):($2+0.71):5 with labels, \
     "" index 1 using (-8/unit):($1+0.5):2 with labels right, \
     "" index 2 using ($1+0.5):(-14/line):2 with labels center
