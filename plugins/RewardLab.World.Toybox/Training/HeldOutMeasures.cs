namespace RewardLab.World.Toybox.Training;

/// <summary>What a reward is worth on prompts that its training never saw.</summary>
/// <param name="Agreement">How often it chooses as people do between two pictures of a prompt, 0..1: an expectation over people's choices, so no luck of a draw is in it.</param>
/// <param name="Ceiling">How often the best of rewards would.</param>
/// <param name="Recognition">Of the pictures that are true to their prompt, the share that scores higher against it than against every other prompt, 0..1:
/// whether the scores of different prompts can be compared at all.</param>
internal sealed record HeldOutMeasures(double Agreement, double Ceiling, double Recognition);
