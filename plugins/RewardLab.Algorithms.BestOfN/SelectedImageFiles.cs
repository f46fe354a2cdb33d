using System.Globalization;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;
using RewardLab.Evaluation.Layouts;

namespace RewardLab.Algorithms.BestOfN;

/// <summary>The images that are selected for people to judge: for each n the best of the first n, as PNG files, and a list of them.</summary>
/// <param name="run">The run.</param>
/// <param name="options">Counts and top.</param>
/// <param name="codec">Writes image files.</param>
internal sealed class SelectedImageFiles(IRun run, BestOfNOptions options, IImageCodec codec)
{
    private const string SelectedFolder = "bestofn/selected";

    // Where the first version kept them: a run that it began continues there, for its complete prompts are not written again.
    private const string FormerSelected = "bestofn/picks";

    private readonly Dictionary<int, ImageBatch> _candidates = [];
    private readonly List<double> _order = [];

    /// <summary>Picks of the first n: all of them where n is below top.</summary>
    public static IReadOnlyList<int> Selected(IReadOnlyList<double> order, int n, int top) => TopKSelection.Select(order, n, Math.Min(n, top));

    /// <summary>Takes in a chunk of the prompt's pool, and keeps in memory only images that may be selected.</summary>
    public void Add(ScoredChunk chunk, ImageBatch images)
    {
        var start = _order.Count;
        _order.AddRange(chunk.ProxyOrder ?? chunk.Proxy);
        var wanted = options.Counts.SelectMany(n => Selected(_order, Math.Min(n, _order.Count), options.TopK)).ToHashSet();
        foreach (var gone in _candidates.Keys.Where(image => !wanted.Contains(image)).ToArray())
        {
            _candidates.Remove(gone);
        }

        foreach (var image in wanted.Where(image => image >= start))
        {
            _candidates[image] = images.Slice(image - start, 1);
        }
    }

    /// <summary>Whether the images of a prompt are all there.</summary>
    /// <param name="promptIndex">The prompt.</param>
    /// <param name="order">What orders its pool, [pool].</param>
    public bool AreWritten(int promptIndex, IReadOnlyList<double> order)
    {
        foreach (var n in options.Counts)
        {
            for (var rank = 1; rank <= Selected(order, n, options.TopK).Count; rank++)
            {
                using var file = run.OpenFile(PathOf(FolderIn(run), promptIndex, n, rank));
                if (file is null)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Writes the images of a prompt whose pool is complete.</summary>
    public void Write(int promptIndex)
    {
        foreach (var n in options.Counts)
        {
            foreach (var (rank, image) in Selected(_order, n, options.TopK).Index())
            {
                using var file = run.CreateFile(PathOf(FolderIn(run), promptIndex, n, rank + 1));
                codec.WritePng(file, _candidates[image], 0);
            }
        }
    }

    /// <summary>Lists every selected image, as <see cref="ImageGroupLayout"/> has it.</summary>
    public static void WriteList(IRun run, Workload work, IReadOnlyList<PromptPool> pools, BestOfNOptions options)
    {
        using var writer = new StreamWriter(
            run.CreateFile($"{FolderIn(run)}/{ImageGroupLayout.FileName}"), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine(CsvLine.Of(ImageGroupLayout.Columns));
        foreach (var (index, pool) in pools.Index())
        {
            foreach (var n in options.Counts)
            {
                foreach (var (rank, image) in Selected(pool.Order, n, options.TopK).Index())
                {
                    var row = ImageGroupRow.Selected(
                        work.Reward.Name,
                        n,
                        rank + 1,
                        pool.Proxy[image],
                        image.ToString(CultureInfo.InvariantCulture),
                        pool.Prompt,
                        PathOf(FolderIn(run), index, n, rank + 1));
                    writer.WriteLine(row.ToCsv());
                }
            }
        }
    }

    private static string FolderIn(IRun run) => Directory.Exists(Path.Combine(run.Folder, FormerSelected)) ? FormerSelected : SelectedFolder;

    private static string PathOf(string folder, int promptIndex, int n, int rank) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder}/n-{n:D5}/{promptIndex:D4}/{rank:D2}.png");
}
