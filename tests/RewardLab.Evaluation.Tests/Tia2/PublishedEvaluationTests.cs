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
        var table = PublishedEvaluation.Compute(Tia2Set.All.SelectMany(Scores));
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
        var table = PublishedEvaluation.Compute(Scores(Tia2Set.Parse(name)));
        table.Prompts.Count.ShouldBe(count);
        foreach (var model in averages.RootElement.GetProperty(name).GetProperty("models").EnumerateObject())
        {
            var reward = model.Name switch
            {
                "clip" => "CLIP",
                "blip2" => "BLIP-2",
                "imagereward" => "ImageReward",
                "pickscore" => "PickScore",
                _ => "TextNorm",
            };
            foreach (var metric in Metric.All)
            {
                Mean(table, reward, metric).ShouldBe(model.Value.GetProperty(metric.Key).GetDouble(), 1e-12, $"{reward} {metric}");
            }
        }
    }

    // Means over the authors' own files: settings chosen for each prompt on its labels.
    [Theory]
    [InlineData("counting", 0.787, 0.768)]
    [InlineData("composition", 0.768, 0.748)]
    [InlineData("comprehensive", 0.789, 0.784)]
    public void OfAuthors_TheirThirtyPrompts_IsTextNormOfEachReward(string name, double pickScore, double imageReward)
    {
        var set = Tia2Set.Parse(name);
        var authors = Read("authors/" + set.AuthorsFile, PublishedScoreFile.Read);
        var table = PublishedEvaluation.OfAuthors(authors, Scores(set));
        table.Prompts.Count.ShouldBe(Tia2Set.ExperimentPromptCount);
        Mean(table, "TextNorm(PickScore)", Metric.Auroc).ShouldBe(pickScore, Digits);
        Mean(table, "TextNorm(ImageReward)", Metric.Auroc).ShouldBe(imageReward, Digits);
        table.Rewards.ShouldBe(
            ["ImageReward", "PickScore", "TextNorm(ImageReward)", "TextNorm(PickScore)", "TextNorm, mean", "TextNorm, mean - lambda variance"]);
        Scores(set).Count.ShouldBe(set.ScoredCount);
        PublishedEvaluation.Settings(authors, "ps_softmax_best", reward => reward.Scale).Sum(entry => entry.Count).ShouldBe(30);

        // The ensemble of the released rows is theirs, for counting and composition, prompt by prompt.
        if (name != "comprehensive")
        {
            var released = Scores(set)
                .ToDictionary(scores => scores.Prompt, scores => scores.Rewards[name == "counting" ? "textnorm_ur" : "textnorm_mean"], StringComparer.Ordinal);
            authors.ShouldAllBe(
                prompt => prompt.Rewards[name == "counting" ? "uw_best" : "mean_best"].Values[Metric.Auroc].Equals(released[prompt.Prompt].Values[Metric.Auroc])
                    && prompt.Rewards[name == "counting" ? "uw_best" : "mean_best"].Scale.Equals(released[prompt.Prompt].Scale));
        }
    }

    [Fact]
    public void OfAuthors_FilesThatDoNotBelongTogether_NamesThePrompt()
    {
        PublishedScores[] released = [Made("a", 0.5, "imagereward", "pickscore")];
        Should.Throw<RewardLabException>(() => PublishedEvaluation.OfAuthors([Made("b", 0.5, "ir_softmax_best")], released))
            .Message.ShouldContain("\"b\": the authors' file has this prompt, and the released scores of the set do not");
        Should.Throw<RewardLabException>(() => PublishedEvaluation.OfAuthors([Made("a", 0.6, "ir_softmax_best")], released))
            .Message.ShouldContain("\"human\" is 0.6 in the authors' file and 0.5 in the released scores");
        Should.Throw<RewardLabException>(() => PublishedEvaluation.OfAuthors([Made("a", 0.5, "ir_softmax_best")], released))
            .Message.ShouldContain("\"a\": there are no scores of ps_softmax_best");

        static PublishedScores Made(string prompt, double good, params string[] rewards) =>
            new(
                prompt,
                good,
                rewards.ToDictionary(
                    reward => reward, _ => new PublishedReward(Metric.All.ToDictionary(metric => metric, _ => 0.5), 1, 1), StringComparer.Ordinal));
    }

    [Fact]
    public void Pooled_DataAltered_GivesOtherNumbers()
    {
        var path = SharedData.PathOrSkip("tia2/" + Tia2Set.Counting.ScoreFile);
        var altered = new System.Text.RegularExpressions.Regex("\"auroc\": 0\\.", System.Text.RegularExpressions.RegexOptions.NonBacktracking)
            .Replace(File.ReadAllText(path), "\"auroc\": 0.0");
        var table = PublishedEvaluation.Compute(PublishedScoreFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(altered)), "altered"));
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
            .ToDictionary(
                group => group.First().Prompt, group => LabelSet.FromLabels([.. group.Select(annotation => annotation.Labels)]), StringComparer.Ordinal);
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
        again.Zip(annotations).ShouldAllBe(
            pair => pair.First.Image == pair.Second.Image && pair.First.Prompt == pair.Second.Prompt && pair.First.Labels.SequenceEqual(pair.Second.Labels));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{}", "has no image")]
    [InlineData("{\"a.jpg\": {}}", "'a.jpg' is not an image's name")]
    [InlineData("{\"image_0_0_0.jpg\": {}}", "\"caption\"")]
    [InlineData("{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": []}}", "\"human_labels\"")]
    [InlineData("{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [2]}}", "a label is 2")]
    [InlineData(
        "{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [1]}, \"image_0_0_1.jpg\": {\"caption\": \"b\", \"human_labels\": [1]}}",
        "another caption")]
    [InlineData(
        "{\"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [1]}, \"image_0_0_0.jpg\": {\"caption\": \"a\", \"human_labels\": [1]}}",
        "not valid JSON")]
    public void Annotations_SomethingElse_SaysWhereAndWhat(string json, string expected)
    {
        var message = Should.Throw<RewardLabException>(() => Tia2AnnotationFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "labels.json")).Message;
        message.ShouldStartWith("labels.json");
        message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("{}", "has no prompt's scores")]
    [InlineData("{\"a\": 1}", "must be an object")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {\"auroc\": \"x\"}}}", "\"auroc\" is x")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {}}}", "\"auroc\" is missing")]
    [InlineData("{\"a\": {}}", "\"human\" is missing")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {\"auroc\": NaN}}}", "not valid JSON")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {\"auroc\": 0.5", "not valid JSON")]
    [InlineData("{\"a\": {\"human\": 0.5, \"clip\": {\"auroc\": 1.5}}}", "\"auroc\" is 1.5; it must be 0 to 1")]
    [InlineData(
        "{\"a\": {\"human\": 0.5, \"clip\": {\"auroc\": 1, \"auprc\": 1, \"ap5\": 1, \"ap10\": "
        + "1, \"ap25\": 1, \"spearman\": -1, \"kendall\": -1, \"scale\": -3}}}",
        "\"scale\" is -3; it must not be negative")]
    public void Scores_SomethingElse_SaysWhereAndWhat(string json, string expected) =>
        Should.Throw<RewardLabException>(() => PublishedScoreFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "scores.json"))
            .Message.ShouldContain(expected);

    private static double Mean(RewardLab.Evaluation.Tables.EvaluationTable table, string reward, Metric metric) =>
        table.Summarise(reward, metric).Interval!.Mean;

    private static IReadOnlyList<PublishedScores> Scores(Tia2Set set) => Read(set.ScoreFile, PublishedScoreFile.Read);

    private static IReadOnlyList<Tia2Annotation> Annotations(Tia2Set set) => Read(set.LabelFile, Tia2AnnotationFile.Read);

    private static T Read<T>(string name, Func<Stream, string, T> read)
    {
        using var stream = File.OpenRead(SharedData.PathOrSkip("tia2/" + name));
        return read(stream, name);
    }
}
