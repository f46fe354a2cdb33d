// How well does the inspector agree with a person on generated images? In two steps.
// 1. Generate images and numbered sheets of them, without prompts, for somebody to write down what each shows:
//      dotnet run -c Release --project src/RewardLab -- run recipes/toybox/eye.csx --seed 2
// 2. Compare: labels is a CSV file (number,prompt,seen), images the folder of the images (000.png and so on):
//      ... run recipes/toybox/eye.csx --set labels=eye/labels.csv --set images=eye/images
// "seen" is what the eye counts, as a prompt ("two cats and a ball"), or "unclear" where something is there that is not a toy of the six.
// What was labelled for the committed weights is in tests/RewardLab.Toybox.Tests/Inspection/Eye.

#load "../../scripts/toybox-prompts.csx"

using RewardLab.Runs.Images;
using RewardLab.Runs.Sheets;
using RewardLab.Runs.Store;

var count = Lab.Param("count", 200, "images to label", min: 1, max: 690);
var labels = Lab.Param("labels", "", "the CSV file of labels to compare with; empty to generate images");
var images = Lab.Param("images", "", "the folder of the labelled images");
Lab.FormerNames(new { pictures = "images" });

if (labels.Length == 0)
{
    Generate();
}
else
{
    Compare();
}

void Generate()
{
    string[] prompts = [.. CountingPrompts(), .. CompositionPrompts()];
    var pools = Lab.Generate(Lab.ImageModel("toybox"), prompts, (count + prompts.Length - 1) / prompts.Length);

    // In an order that tells nothing of the prompt.
    var order = SeedStream.Create(Lab.Seed, "eye");
    var all = pools.SelectMany(pool => Enumerable.Range(0, pool.Count).Select(i => (pool.Prompt, Image: pool.Images.Slice(i, 1))));
    var chosen = all.Select((item, i) => (item, Key: order[i])).OrderBy(pair => pair.Key).Select(pair => pair.item).Take(count).ToArray();
    var images = ImageBatch.Concat([.. chosen.Select(item => item.Image)]);
    Lab.Save.Images("images", images);
    Lab.Save.Text("labels.csv", "number,prompt,seen\n" + string.Concat(chosen.Select((item, i) => $"{i:D3},{item.Prompt},\n")));
    foreach (var (page, sheet) in Enumerable.Range(0, count).Chunk(25).Index())
    {
        Lab.Run.SaveSheet($"sheet-{page + 1}", new ContactSheet("", ["", "", "", "", ""], [.. sheet.Chunk(5).Select(row =>
            new ContactSheetRow(
                $"{row[0]:D3} to {row[^1]:D3}",
                [.. Enumerable.Range(row[0], 5).Select(i => i < count ? new ContactSheetTile(images, i, Caption: $"{i:D3}") : null)]))]));
    }

    Lab.Log("Write what each image shows into the third column of labels.csv, looking at the sheets alone.");
}

void Compare()
{
    var rows = TextFile.ReadLines(labels).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')).ToArray();
    if (rows.FirstOrDefault(row => row.Length != 3 || row[2].Length == 0) is { } bad)
    {
        throw new RewardLabException($"{labels}: '{string.Join(',', bad)}' is not number,prompt,seen with all three filled in.");
    }

    var groundTruth = Lab.Reward("toybox-truth");
    var labelled = ImageFiles.Read([.. rows.Select(row => Path.Combine(images, row[0] + ".png"))]);
    var tiles = new List<ContactSheetTile>();
    var (sameAnswer, sameContents, clear) = (0, 0, 0);
    foreach (var (i, row) in rows.Index())
    {
        var (prompt, seen) = (row[1], row[2]);
        var image = labelled.Slice(i, 1);
        var isUnclear = seen == "unclear";

        // The inspector reads the same contents where it calls the image correct for a prompt that asks for just these.
        var readsSame = !isUnclear && groundTruth.Score(image, [seen]).Column(0)[0] > 0.5;
        var isCorrectByEye = !isUnclear && SameToys(seen, prompt);
        var isCorrectByInspector = groundTruth.Score(image, [prompt]).Column(0)[0] > 0.5;
        clear += isUnclear ? 0 : 1;
        sameContents += readsSame ? 1 : 0;
        sameAnswer += isCorrectByEye == isCorrectByInspector ? 1 : 0;
        if (isCorrectByEye != isCorrectByInspector || (!isUnclear && !readsSame))
        {
            tiles.Add(new ContactSheetTile(labelled, i, isCorrectByInspector, $"{row[0]}"));
            Lab.Log(
                $"{row[0]}: asked \"{prompt}\", the eye sees \"{seen}\", the inspector says "
                + $"{(isCorrectByInspector ? "correct" : "incorrect")}{(readsSame ? "" : ", and reads other contents")}");
        }
    }

    Lab.Table("the inspector against the eye", ["agreement on", "images", "agree", "share"],
        [
            ["correctness", rows.Length, sameAnswer, (double)sameAnswer / rows.Length],
            ["contents of what is clear", clear, sameContents, (double)sameContents / clear],
        ]);
    if (tiles.Count > 0)
    {
        Lab.Run.SaveSheet("disagreements", new ContactSheet("The inspector's labels where the eye disagrees", ["", "", "", "", ""],
            [.. tiles.Chunk(5).Select(row => new ContactSheetRow("", [.. row, .. Enumerable.Repeat<ContactSheetTile>(null, 5 - row.Length)]))]));
    }
}

// "a cat and two balls" asks for what "two balls and a cat" asks for.
bool SameToys(string first, string second) => first.Split(" and ").Order().SequenceEqual(second.Split(" and ").Order());
