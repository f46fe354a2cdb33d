using RewardLab.Abstractions;
using RewardLab.Runs.Images;
using RewardLab.Studies.Database;
using RewardLab.Studies.Sessions;
using RewardLab.Studies.Sources;

namespace RewardLab.Studies.Tests;

/// <summary>A folder with images, and studies about them.</summary>
internal sealed class StudyFixture : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("rewardlab-study-").FullName;

    public string Path => System.IO.Path.Combine(Folder, "labels.db");

    public ManualTime Time { get; } = new();

    public static StudyPlan Plan(StudyKind kind = StudyKind.Labels, int each = 3) => new(kind, "test", each, 7);

    /// <summary>Images of some prompts, in turn.</summary>
    public IReadOnlyList<StudyItem> Items(int count, int prompts = 2) =>
        [.. Enumerable.Range(0, count).Select(i => new StudyItem(0, $"prompt {i % prompts}", [new StudyImage(Folder, $"p{i:D3}.png")], []))];

    /// <summary>Comparisons of some models, each with each, on some prompts.</summary>
    public IReadOnlyList<StudyItem> Comparisons(int models, int prompts, int sets = 2) => ComparisonItems.Create(
        [.. Enumerable.Range(0, models).Select(m => new ModelImages(
            $"model {m}",
            Enumerable.Range(0, prompts).ToDictionary(
                p => $"prompt {p}",
                p => (IReadOnlyList<StudyImage>)[.. Enumerable.Range(0, 4 * sets).Select(i => new StudyImage(Folder, $"{m}/{p}/{i}.png"))])))],
        setSize: 4,
        sets,
        againstFirst: false,
        seed: 7);

    public Study Begin(IReadOnlyList<StudyItem> items, StudyPlan? plan = null) =>
        Study.Begin(Path, plan ?? Plan(items[0].Second.Count > 0 ? StudyKind.Comparisons : StudyKind.Labels), items, Time);

    public void WriteImage(string name)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.Combine(Folder, name))!);
        using var file = File.Create(System.IO.Path.Combine(Folder, name));
        ImageFiles.WritePng(file, new ImageBatch(new byte[12], 1, 2, 2), 0);
    }

    public void Write(string name, string text) => File.WriteAllText(System.IO.Path.Combine(Folder, name), text);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
