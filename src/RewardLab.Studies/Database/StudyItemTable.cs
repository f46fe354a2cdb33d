using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Studies.Database;

/// <summary>The items of a study's file, with their images.</summary>
/// <param name="connection">The file.</param>
/// <param name="folder">The folder that it is in: where images lie is kept relative to it, so that both can be moved together.</param>
internal sealed class StudyItemTable(StudyConnection connection, string folder)
{
    /// <summary>All items, by number.</summary>
    public StudyItem[] Read()
    {
        var folders = connection.Rows(
            "SELECT id, path FROM folder", row => (Id: row.GetInt64(0), Path: Path.GetFullPath(Path.Combine(folder, row.GetString(1)))))
            .ToDictionary(folder => folder.Id, folder => folder.Path);
        var images = connection.Rows(
            $"SELECT item, side, folder, file, {connection.Column("image", "sha256")} FROM {connection.ImageTable} ORDER BY item, side, place",
            row => (Item: row.GetInt64(0), Side: row.GetInt32(1), Image: new StudyImage(folders[row.GetInt64(2)], row.GetString(3))
            {
                Sha256 = row.IsDBNull(4) ? null : row.GetString(4),
            }))
            .ToLookup(image => (image.Item, image.Side), image => image.Image);
        return
        [
            .. connection.Rows(
                $"SELECT id, prompt, first_model, second_model, set_index, known, side_rank, {connection.Column("item", "is_closed")} FROM item ORDER BY id",
                row => new StudyItem(row.GetInt64(0), row.GetString(1), [.. images[(row.GetInt64(0), 0)]], [.. images[(row.GetInt64(0), 1)]])
                {
                    FirstModel = row.GetString(2),
                    SecondModel = row.GetString(3),
                    Set = row.GetInt32(4),
                    Known = row.IsDBNull(5) ? null : (LabelValue)row.GetInt32(5),
                    SideRank = row.GetInt32(6),
                    IsClosed = row.GetBoolean(7),
                }),
        ];
    }

    /// <summary>Adds the items that the study lacks; within a transaction.</summary>
    /// <returns>How many.</returns>
    public int Insert(IReadOnlyList<StudyItem> items, ulong seed)
    {
        // Where the folders lie relative to the file, so that both can be moved together.
        var there = connection.Rows("SELECT identity FROM item", row => row.GetString(0)).ToHashSet(StringComparer.Ordinal);
        StudyItem[] added =
        [
            .. ImageHash.Complete(items).Select(item => item with { First = [.. item.First.Select(Relative)], Second = [.. item.Second.Select(Relative)] })
                .Where(item => there.Add(item.Identity)),
        ];
        var ranks = Ranks(added, seed);
        foreach (var item in added)
        {
            using var command = connection.Command(
                "INSERT INTO item (prompt, first_model, second_model, set_index, side_rank, known, identity) VALUES ($prompt, $first, $second, $set, $rank, "
                + "$known, $identity) RETURNING id",
                ("$prompt", item.Prompt),
                ("$first", item.FirstModel),
                ("$second", item.SecondModel),
                ("$set", item.Set),
                ("$rank", ranks[item.Identity]),
                ("$known", (int?)item.Known),
                ("$identity", item.Identity));
            var id = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            foreach (var (side, images) in new[] { item.First, item.Second }.Index())
            {
                foreach (var (place, image) in images.Index())
                {
                    connection.Execute("INSERT OR IGNORE INTO folder (path) VALUES ($path)", ("$path", image.Folder));
                    connection.Execute(
                        "INSERT INTO image (item, side, place, folder, file, sha256) SELECT $item, $side, $place, id, $file, "
                        + "$hash FROM folder WHERE path = $path",
                        ("$item", id),
                        ("$side", side),
                        ("$place", place),
                        ("$file", image.File),
                        ("$hash", image.Sha256),
                        ("$path", image.Folder));
                }
            }
        }

        return added.Length;
    }

    // Ranks continue after those that are there: what was shown on one side stays there.
    private Dictionary<string, int> Ranks(StudyItem[] added, ulong seed)
    {
        var keys = SeedStream.Create(seed, "sides");
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var pair in added.GroupBy(item => (item.FirstModel, item.SecondModel)))
        {
            using var command = connection.Command(
                "SELECT count(*) FROM item WHERE first_model = $first AND second_model = $second",
                ("$first", pair.Key.FirstModel),
                ("$second", pair.Key.SecondModel));
            var next = Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
            foreach (var item in pair.OrderBy(item => keys.Child(item.Identity)[0]))
            {
                ranks.Add(item.Identity, next++);
            }
        }

        return ranks;
    }

    private StudyImage Relative(StudyImage image) => image with { Folder = Path.GetRelativePath(folder, image.Folder).Replace('\\', '/') };
}
