using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tia2;

namespace RewardLab.Evaluation.Tests.Tia2;

/// <summary>The paper's numbers out of the data it released.</summary>
public sealed class PublishedEvaluationTests
{
    private const double Digits = 0.0005; // the paper prints three

    [Theory]
    [InlineData("PickScore", 0.764, 0.669)]
    [InlineData("TextNorm", 0.822, 0.752)]
    public void Pooled_AllScoredPrompts_AreTheAblationsTwoRows(string reward, double auroc, double auprc)
    {
        var table = PublishedEvaluation.Of(Tia2Set.All.SelectMany(Scores));
        table.Prompts.Count.ShouldBe(525);
        table.LeftOut.ShouldBe(0);
        Mean(table, reward, Metric.Auroc).ShouldBe(auroc, Digits);
        Mean(table, reward, Metric.Auprc).ShouldBe(auprc, Digits);
    }

    [Theory]
    [InlineData("comprehensive", 84)]
    [InlineData("counting", 146)]
    [InlineData("composition", 295)]
    public void Set_EveryRewardAndMetric_IsThePublishedAverage(string name, int count)
    {
        using var averages = System.Text.Json.JsonDocument.Parse(File.ReadAllText(SharedData.PathOrSkip("tia2/published_averages.json")));
        var table = PublishedEvaluation.Of(Scores(Tia2Set.Parse(name)));
        table.Prompts.Count.ShouldBe(count);
        foreach (var model in averages.RootElement.GetProperty(name).GetProperty("models").EnumerateObject())
        {
            var reward = model.Name switch { "clip" => "CLIP", "blip2" => "BLIP-2", "imagereward" => "ImageReward", "pickscore" => "PickScore", _ => "TextNorm" };
            foreach (var metric in Metric.All)
            {
                Mean(table, reward, metric).ShouldBe(model.Value.GetProperty(metric.Key).GetDouble(), 1e-12, $"{reward} {metric}");
            }
        }
    }

    [Fact]
    public void Pooled_DataAltered_GivesOtherNumbers()
    {
        var path = SharedData.PathOrSkip("tia2/" + Tia2Set.Counting.ScoreFile);
        var altered = new System.Text.RegularExpressions.Regex("\"auroc\": 0\\.", System.Text.RegularExpressions.RegexOptions.NonBacktracking).Replace(File.ReadAllText(path), "\"auroc\": 0.0");
        var table = PublishedEvaluation.Of(PublishedScoreFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(altered)), "altered"));
        Math.Abs(Mean(table, "PickScore", Metric.Auroc) - 0.731).ShouldBeGreaterThan(0.3);
    }

    [Theory]
    [InlineData("comprehensive", 100, 16)]
    [InlineData("counting", 150, 4)]
    [InlineData("composition", 300, 5)]
    public void Labels_OfASet_AgreeWithItsPublishedShares(string name, int prompts, int leftOut)
    {
        var set = Tia2Set.Parse(name);
        var labels = Annotations(set).GroupBy(annotation => annotation.PromptIndex)
            .ToDictionary(group => group.First().Prompt, group => LabelSet.FromJudgements([.. group.Select(annotation => annotation.Judgements)]), StringComparer.Ordinal);
        labels.Count.ShouldBe(prompts);
        labels.Values.ShouldAllBe(one => one.Count == Tia2Set.ImagesPerPrompt);
        labels.Values.Count(one => !one.HasBothClasses).ShouldBe(leftOut);
        foreach (var scored in Scores(set))
        {
            labels[scored.Prompt].GoodCount.ShouldBe((int)Math.Round(scored.GoodShare * 50), scored.Prompt);
        }
    }

    [Fact]
    public void Annotations_WrittenAndRead_AreTheSame()
    {
        var annotations = Annotations(Tia2Set.Comprehensive);
        using var stream = new MemoryStream();
        Tia2AnnotationFile.Write(stream, annotations);
        stream.Position = 0;
        var again = Tia2AnnotationFile.Read(stream, "again");
        again.Count.ShouldBe(5000);
        again.Zip(annotations).ShouldAllBe(pair => pair.First.Image == pair.Second.Image && pair.First.Prompt == pair.Second.Prompt && pair.First.Judgements.SequenceEqual(pair.Second.Judgements));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "holds no picture")]
    [InlineData("{\"a.jpg\": {}}", "'a.jpg' is no picture's name")]
    [InlineData("{\"image_0_0_0.jpg\": {}}", "\"caption\"")]
    [InlineData("{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": []}}", "\"human_labels\"")]
    [InlineData("{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [2]}}", "a label is 2")]
    [InlineData("{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [1]}, \"image_0_0_1.jpg\": {\"caption\": \"b\", \"human_labels\": [1]}}", "another caption")]
    [InlineData("{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [1]}, \"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [1]}}", "not valid JSON")]
    public void Annotations_SomethingElse_SaysWhereAndWhat(string json, string expected)
    {
        var message = Should.Throw<RewardLabException>(() => Tia2AnnotationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "labels.json")).Message;
        message.ShouldStartWith("labels.json");
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("{}", "holds no prompt's scores")]
    [InlineData("{\"a\": 1}", "must be an object")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {\"auroc\": \"x\"}}}", "\"auroc\" is x")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {}}}", "\"auroc\" is missing")]
    [InlineData("{\"a\": {}}", "\"human\" is missing")]
    public void Scores_SomethingElse_SaysWhereAndWhat(string json, string expected) =>
        Should.Throw<RewardLabException>(() => PublishedScoreFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "scores.json")).Message.ShouldContain(expected);

    private static double Mean(RewardLab.Evaluation.Tables.EvaluationTable table, string reward, Metric metric) => table.Summarise(reward, metric).Interval!.Mean;

    private static IReadOnlyList<PublishedScores> Scores(Tia2Set set) => Read(set.ScoreFile, PublishedScoreFile.Read);

    private static IReadOnlyList<Tia2Annotation> Annotations(Tia2Set set) => Read(set.LabelFile, Tia2AnnotationFile.Read);

    private static T Read<T>(string name, Func<Stream, string, T> read)
    {
        using var stream = File.OpenRead(SharedData.PathOrSkip("tia2/" + name));
        return read(stream, name);
    }
}
