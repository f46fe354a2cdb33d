namespace RewardLab.Hosting.Tests.Recipes;

public enum TuningScope
{
    PerPrompt,
    Global,
}
