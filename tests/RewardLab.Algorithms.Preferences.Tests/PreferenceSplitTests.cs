using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences.Tests;

public sealed class PreferenceSplitTests
{
    private static readonly Gen<PreferencePair> Pair = Gen.Select(Gen.Int[0, 30], Gen.Int[0, 2])
        .Select((prompt, outcome) => new PreferencePair($"p{prompt}", "a", "b", (PreferenceOutcome)outcome));

    [Fact]
    public void Of_AnyChoices_PutsNoPromptOnTwoSidesAndLosesNothing() =>
        Gen.Select(Pair.List[1, 200], Gen.Double[0, 0.4], Gen.Double[0, 0.4], Gen.ULong).Sample((pairs, validation, test, seed) =>
        {
            var options = new PreferenceTrainingOptions { ValidationShare = validation, TestShare = test };
            var count = pairs.Select(pair => pair.Prompt).Distinct().Count();
            if (Math.Max(1, Math.Round(validation * count)) + Math.Max(1, Math.Round(test * count)) >= count)
            {
                return;
            }

            var split = PreferenceSplit.Create(pairs, options, SeedStream.Create(seed, "split"));
            IReadOnlyList<PreferencePair>[] sides = [split.Training, split.Validation, split.Test];
            sides.Sum(side => side.Count).ShouldBe(pairs.Count);
            sides.SelectMany(side => side.Select(pair => pair.Prompt).Distinct()).ShouldBeUnique();
            PreferenceSplit.Create([.. pairs.AsEnumerable().Reverse()], options, SeedStream.Create(seed, "split"))
                .Test.Select(pair => pair.Prompt)
                .Distinct()
                .Order()
                    .ShouldBe(split.Test.Select(pair => pair.Prompt).Distinct().Order());
        });

    [Fact]
    public void Of_TwoPrompts_SaysThatNoneWouldBeLeft() =>
        Should.Throw<RewardLabException>(() => PreferenceSplit.Create(
            [new("a", "x", "y", PreferenceOutcome.First), new("b", "x", "y", PreferenceOutcome.First)],
            new PreferenceTrainingOptions(),
            SeedStream.Create(1, "split")))
            .Message.ShouldContain("leaves none for training");

    [Fact]
    public void Order_EachEpoch_HoldsEveryItemOnceAndDiffersFromTheLast()
    {
        var order = new ShuffledOrder(50, SeedStream.Create(1, "order"));
        var epochs = Enumerable.Range(0, 3).Select(epoch => Enumerable.Range(0, 50).Select(i => order[(epoch * 50) + i]).ToArray()).ToArray();
        foreach (var epoch in epochs)
        {
            epoch.Order().ShouldBe(Enumerable.Range(0, 50));
        }

        epochs[0].ShouldNotBe(epochs[1]);
        new ShuffledOrder(50, SeedStream.Create(1, "order"))[149].ShouldBe(epochs[2][49]);
    }
}
