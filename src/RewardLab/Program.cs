using RewardLab;

return await CommandLine.RunAsync(args);
