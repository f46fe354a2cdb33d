// Settings of TextNorm as parameters of recipes, where 0 stands for none. For recipes that #load it.

// Lab.TextNorm takes either a scale (min-max) or a temperature (equation 1), and refuses both; given neither it is min-max with its default scale.
double? Given(double value) => value > 0 ? value : null;
