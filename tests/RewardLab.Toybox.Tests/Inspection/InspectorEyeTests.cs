using RewardLab.Runs.Images;
using RewardLab.Toybox.Inspection;
using RewardLab.Toybox.Language;

namespace RewardLab.Toybox.Tests.Inspection;

/// <summary>The inspector against the eye, on 200 images that the model generated and nothing was tuned on (Eye/labels.csv).</summary>
/// <remarks>Each was labelled from its number alone. "unclear" is an image with something in it that is not a toy of the six: it is true to no prompt.
/// Eye/disagreements.png shows where the two differ; recipes/toybox/eye.csx made the images and the sheet.</remarks>
public sealed class InspectorEyeTests(ITestOutputHelper output)
{
    private const string Unclear = "unclear";

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Inspection", "Eye");

    [Fact]
    public void Inspect_GeneratedImages_AgreesWithTheEyeOnNinetyFiveOfAHundred()
    {
        var rows = File.ReadLines(Path.Combine(Folder, "labels.csv")).Skip(1).Select(line => line.Split(',')).ToArray();
        rows.Length.ShouldBe(200);
        var images = ImageFiles.Read([.. rows.Select(row => Path.Combine(Folder, "images", row[0] + ".png"))]);
        var inspections = Inspector.Inspect(images, TestContext.Current.CancellationToken);
        var disagreements = new List<string>();
        var (sameContents, clear, correctByEye) = (0, 0, 0);
        foreach (var (row, inspection) in rows.Zip(inspections))
        {
            var (number, prompt, seen) = (row[0], ToyPrompt.Parse(row[1]), row[2]);
            var contents = seen == Unclear ? null : ToyPrompt.Parse(seen);
            var isCorrect = contents is not null && contents.Counts.Equals(prompt.Counts);
            correctByEye += isCorrect ? 1 : 0;
            clear += contents is null ? 0 : 1;
            sameContents += contents is not null && inspection.IsCorrect(contents) ? 1 : 0;
            if (isCorrect != inspection.IsCorrect(prompt))
            {
                disagreements.Add(
                    $"{number}: asked \"{prompt.Text}\", the eye sees \"{seen}\", the inspector {inspection.Counts} and {inspection.UnknownCount} unknown");
            }
        }

        output.WriteLine(
            $"verdicts: {rows.Length - disagreements.Count} of {rows.Length} agree, {correctByEye} true by eye; contents: "
            + $"{sameContents} of {clear} clear images read the same");
        disagreements.ForEach(output.WriteLine);
        disagreements.Count.ShouldBeLessThanOrEqualTo(10);
        (sameContents / (double)clear).ShouldBeGreaterThanOrEqualTo(0.95);

        // Neither verdict is the rule, so that saying one of them always would not pass.
        (correctByEye / (double)rows.Length).ShouldBeInRange(0.3, 0.8);
    }
}
