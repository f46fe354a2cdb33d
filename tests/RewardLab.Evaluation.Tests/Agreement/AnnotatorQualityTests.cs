using CsCheck;
using RewardLab.Evaluation.Agreement;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Agreement;

public sealed class AnnotatorQualityTests
{
    private static readonly double[] Odd = [0, -1, double.NaN, double.PositiveInfinity, 2];

    private static readonly Dictionary<string, int> Nothing = new(StringComparer.Ordinal);

    // Up to four annotators and eight items, each answered by some, with times of which some are none.
    private static readonly Gen<AnnotatorAnswer<int>[]> Answers =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 7], Gen.Int[0, 2], Gen.OneOf(Gen.Double[0.05, 30], Gen.Int[0, 4].Select(odd => Odd[odd])))
            .Select((annotator, item, answer, seconds) => new AnnotatorAnswer<int>($"annotator {annotator}", $"item {item}", answer, seconds))
            .Array[1, 40].Select(answers => answers.DistinctBy(answer => (answer.Annotator, answer.Item)).ToArray());

    [Fact]
    public void Quality_OfKnownAnswers_IsAsCountedByHand()
    {
        AnnotatorAnswer<string>[] answers =
        [
            new("b", "1", "win", 2), new("a", "1", "win", 1), new("c", "1", "loss", 4),
            new("a", "2", "tie", 3), new("b", "2", "tie", 2), new("c", "2", "tie", 5),
            new("a", "3", "win", 2), new("b", "3", "loss", double.NaN),
            new("d", "4", "win", -1),
        ];
        var known = new Dictionary<string, string>(StringComparer.Ordinal) { ["2"] = "tie", ["3"] = "loss", ["9"] = "win" };
        var quality = AnnotatorQuality.Compute(answers, known);
        quality.ShouldBe(
        [
            // The others of a's item 1 disagree, and so do those of b's: one win and one loss have no majority.
            new("a", 3, WilsonInterval.Compute(1, 2), 2, 0, WilsonInterval.Compute(1, 2)),
            new("b", 3, WilsonInterval.Compute(1, 2), 2, 0, WilsonInterval.Compute(2, 2)),
            new("c", 2, WilsonInterval.Compute(1, 2), 4.5, 0, WilsonInterval.Compute(1, 1)),
            new("d", 1, Agreement: null, MedianSeconds: null, HastyShare: null, Accuracy: null),
        ]);
    }

    [Fact]
    public void Quality_OfAnyAnswers_IsWhatCountingGives() =>
        Gen.Select(Answers, Gen.Int[0, 2].Array[8]).Sample((answers, groundTruth) =>
        {
            var known = groundTruth.Index().Where(item => item.Index % 2 == 0)
                .ToDictionary(item => $"item {item.Index}", item => item.Item, StringComparer.Ordinal);
            var quality = AnnotatorQuality.Compute(answers, known);
            quality.Select(one => one.Annotator).ShouldBe(answers.Select(answer => answer.Annotator).Distinct().Order(StringComparer.Ordinal));
            var logs = answers.Where(IsTimed).Select(answer => Math.Log(answer.Seconds)).Order().ToArray();
            var median = Middle(logs);
            var deviation = Middle([.. logs.Select(log => Math.Abs(log - median)).Order()]);
            foreach (var one in quality)
            {
                var own = answers.Where(answer => answer.Annotator == one.Annotator).ToArray();
                one.AnswerCount.ShouldBe(own.Length);
                var (agreed, compared) = (0, 0);
                foreach (var answer in own)
                {
                    int[] others = [.. answers.Where(other => other.Item == answer.Item && other.Annotator != answer.Annotator).Select(other => other.Answer)];
                    var counts = Enumerable.Range(0, 3).Select(category => others.Count(other => other == category)).ToArray();
                    if (counts.Max() > others.Length / 2.0)
                    {
                        compared++;
                        agreed += Array.IndexOf(counts, counts.Max()) == answer.Answer ? 1 : 0;
                    }
                }

                one.Agreement.ShouldBe(compared == 0 ? null : WilsonInterval.Compute(agreed, compared));
                var tested = own.Where(answer => known.ContainsKey(answer.Item)).ToArray();
                one.Accuracy.ShouldBe(
                    tested.Length == 0 ? null : WilsonInterval.Compute(tested.Count(answer => known[answer.Item] == answer.Answer), tested.Length));
                double[] times = [.. own.Where(IsTimed).Select(answer => answer.Seconds).Order()];
                one.MedianSeconds.ShouldBe(times.Length == 0 ? null : Middle(times));
                one.HastyShare.ShouldBe(
                    times.Length == 0
                        ? null
                        : times.Average(seconds => seconds < 0.3 || (deviation > 0 && Math.Log(seconds) < median - (3 * 1.4826 * deviation)) ? 1.0 : 0));
            }
        });

    [Fact]
    public void Quality_OfAnswersInAnotherOrder_IsTheSame() =>
        Answers.Sample(answers => AnnotatorQuality.Compute([.. answers.Reverse()], Nothing).ShouldBe(AnnotatorQuality.Compute(answers, Nothing)));

    [Fact]
    public void Agreement_AllAnnotatorsAgree_IsOne() =>
        Answers.Sample(answers => AnnotatorQuality.Compute([.. answers.Select(answer => answer with { Answer = 1 })], Nothing)
            .ShouldAllBe(one => one.Agreement == null || one.Agreement.Share == 1));

    // The median of these logarithms is 10 and their median deviation 1, whatever the first is: the border is 10 - 3 * 1.4826 = 5.5522.
    [Theory]
    [InlineData(5.56, 3, 0)]
    [InlineData(5.54, 3, 1)]
    [InlineData(5.54, 3.1, 0)]
    [InlineData(1, double.PositiveInfinity, 0)]
    public void HastyShare_OfATimeNearTheBorder_TellsItsSides(double log, double deviations, double hasty)
    {
        double[] others = [9, 9, 10, 10, 10, 11, 11, 12];
        AnnotatorAnswer<int>[] answers =
        [
            new("fast", "0", 1, Math.Exp(log)),
            .. others.Select((other, i) => new AnnotatorAnswer<int>("slow", $"{i}", 1, Math.Exp(other))),
        ];
        var quality = AnnotatorQuality.Compute(answers, Nothing, deviations);
        quality[0].HastyShare.ShouldBe(hasty);
        quality[1].HastyShare.ShouldBe(0);
    }

    [Fact]
    public void HastyShare_OfTimesThatAreMostlyTheSame_GoesByTheSecondsAlone()
    {
        double[] seconds = [2, 2, 2, 2, 2, 1, 0.3, 0.29];
        AnnotatorAnswer<int>[] answers = [.. seconds.Select((time, i) => new AnnotatorAnswer<int>("a", $"{i}", 1, time))];
        AnnotatorQuality.Compute(answers, Nothing)[0].HastyShare.ShouldBe(1 / 8.0);
        AnnotatorQuality.Compute(answers, Nothing, hastySeconds: 1.5)[0].HastyShare.ShouldBe(3 / 8.0);
        AnnotatorQuality.Compute(answers, Nothing, hastySeconds: 0)[0].HastyShare.ShouldBe(0);
    }

    [Fact]
    public void Quality_OfOneAnnotator_HasNobodyToAgreeWith()
    {
        var alone = AnnotatorQuality.Compute([new AnnotatorAnswer<int>("a", "1", 1, 2), new AnnotatorAnswer<int>("a", "2", 0, 4)], Nothing)
            .ShouldHaveSingleItem();
        alone.ShouldBe(new AnnotatorQuality("a", 2, Agreement: null, 3, 0, Accuracy: null));
        AnnotatorQuality.Compute<int>([], Nothing).ShouldBeEmpty();
    }

    [Fact]
    public void Answers_GivenTwiceAndOddBorders_AreRefused()
    {
        AnnotatorAnswer<int>[] twice = [new("a", "1", 1, 2), new("b", "1", 1, 2), new("a", "1", 0, 2)];
        Should.Throw<ArgumentException>(() => AnnotatorQuality.Compute(twice, Nothing)).Message.ShouldContain("Annotator a answers item 1 2 times");
        foreach (var deviations in (double[])[0, -1, double.NaN])
        {
            Should.Throw<ArgumentOutOfRangeException>(() => AnnotatorQuality.Compute<int>([], Nothing, deviations));
        }

        foreach (var seconds in (double[])[-1, double.NaN, double.PositiveInfinity])
        {
            Should.Throw<ArgumentOutOfRangeException>(() => AnnotatorQuality.Compute<int>([], Nothing, hastySeconds: seconds));
        }
    }

    private static bool IsTimed(AnnotatorAnswer<int> answer) => double.IsFinite(answer.Seconds) && answer.Seconds > 0;

    // The upper and the lower median, averaged.
    private static double Middle(double[] sorted) =>
        sorted.Length == 0 ? 0 : sorted[(sorted.Length - 1) / 2] + (0.5 * (sorted[sorted.Length / 2] - sorted[(sorted.Length - 1) / 2]));
}
