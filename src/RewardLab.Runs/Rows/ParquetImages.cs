using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Serialization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Rows;

/// <summary>Takes images out of a Parquet file that holds them, so that the rest is a benchmark like any other.</summary>
/// <remarks>Known are Pick-a-Pic's columns (jpg_0 with image_0_uid, jpg_1 with image_1_uid) and columns of Hugging Face's image type (bytes and path). Rows are
/// read group by group: memory holds one group.</remarks>
public static class ParquetImages
{
    private const string Partial = ".partial";
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes FOLDER/images/NAME.EXTENSION for each image and, once all are there, FOLDER/FILE.jsonl with the other columns.
    /// Images that are there already are left.</summary>
    /// <param name="path">The Parquet file.</param>
    /// <param name="folder">The benchmark's folder; made where it is missing.</param>
    /// <param name="progress">Told how many row groups of how many are done; may be null.</param>
    /// <param name="cancellationToken">Asked before every row.</param>
    /// <returns>Rows, and images that were written.</returns>
    /// <exception cref="RewardLabException">The file is damaged or has no image, an image is of no known format or has no name,
    /// or a file cannot be written.</exception>
    public static (int Rows, int Images) Unpack(string path, string folder, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using var stream = Open(path);
        var groups = Read(path, async () =>
        {
            await using var reader = await ParquetReader.CreateAsync(stream, leaveStreamOpen: true, cancellationToken: cancellationToken);
            return reader.RowGroupCount;
        });
        var isNew = !Directory.Exists(folder);
        try
        {
            return Unpack(path, stream, groups, folder, progress, cancellationToken);
        }
        catch (Exception exception)
        {
            // Images that are out stay, for the next call continues after them; a folder without one goes.
            Remove(TableOf(path, folder) + Partial, isNew ? folder : null);
            if (FileFailure.Is(exception))
            {
                throw FileFailure.Writing(folder, exception);
            }

            throw;
        }
    }

    private static (int Rows, int Images) Unpack(
        string path, FileStream stream, int groups, string folder, Action<int, int>? progress, CancellationToken cancellationToken)
    {
        var (rows, images) = (0, 0);
        var target = TableOf(path, folder);

        // A list that ends in the middle must not pass for a whole one.
        var partial = target + Partial;
        Directory.CreateDirectory(folder);
        using (var table = File.Create(partial))
        {
            for (var group = 0; group < groups; group++)
            {
                stream.Position = 0;
                var index = group;
                var data = Read(path, async () => (await ParquetSerializer.DeserializeUntypedAsync(stream, null, index, cancellationToken)).Data);
                foreach (var row in data)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    images += Unpack(row, folder, $"{path}, row {rows}");
                    Write(table, new BenchmarkRow($"{path}, row {rows}", ParquetRows.Cells(row, "")));
                    rows++;
                }

                progress?.Invoke(group + 1, groups);
            }
        }

        if (!Directory.Exists(Path.Combine(folder, "images")))
        {
            throw new RewardLabException($"{path}: contains no images. 'rewardlab bench run' reads it as it is.");
        }

        AtomicFile.Move(partial, target);
        return (rows, images);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    private static void Remove(string file, string? folder)
    {
        try
        {
            File.Delete(file);
            if (folder is not null && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            // The first error is the one to tell.
        }
    }

    /// <summary>The list of rows that <see cref="Unpack(string, string, Action{int, int}?, CancellationToken)"/> writes.</summary>
    public static string TableOf(string path, string folder) => Path.Combine(folder, Path.GetFileNameWithoutExtension(path) + ".jsonl");

    private static int Unpack(Dictionary<string, object> row, string folder, string place)
    {
        var written = 0;
        foreach (var (column, value) in row.ToArray())
        {
            if (value is byte[] bytes && column.StartsWith("jpg_", StringComparison.Ordinal))
            {
                written += Write(folder, row.GetValueOrDefault($"image_{column["jpg_".Length..]}_uid") as string, bytes, place);
            }
            else if (value is IDictionary<string, object> image && image.TryGetValue("bytes", out var content) && content is byte[] inner)
            {
                var name = image.TryGetValue("path", out var named) ? Path.GetFileNameWithoutExtension(named as string) : null;
                written += Write(folder, name, inner, place);
                row[column] = name!;
            }
        }

        return written;
    }

    private static int Write(string folder, string? name, byte[] bytes, string place)
    {
        if (string.IsNullOrEmpty(name) || name != Path.GetFileName(name) || name is "." or "..")
        {
            throw new RewardLabException($"{place}: '{name}' cannot be the name of an image's file.");
        }

        var extension = bytes switch
        {
            [0xFF, 0xD8, ..] => ".jpg",
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ".png",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', ..] => ".webp",
            _ => throw new RewardLabException($"{place}: the image '{name}' is neither JPEG, PNG nor WebP."),
        };
        var path = Path.Combine(folder, "images", name + extension);
        if (File.Exists(path))
        {
            return 0;
        }

        using var file = new AtomicFileStream(path);
        file.Write(bytes);
        return 1;
    }

    private static void Write(Stream stream, BenchmarkRow row)
    {
        using (var writer = new Utf8JsonWriter(stream, Plain))
        {
            writer.WriteStartObject();
            foreach (var column in row.Columns)
            {
                switch (row.List(column))
                {
                    case [var one]:
                        writer.WriteString(column, one);
                        break;
                    case var several:
                        writer.WriteStartArray(column);
                        foreach (var text in several)
                        {
                            writer.WriteStringValue(text);
                        }

                        writer.WriteEndArray();
                        break;
                }
            }

            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static T Read<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not RewardLabException and not OutOfMemoryException and not OperationCanceledException)
        {
            // The library tells damage by exceptions of many types.
            throw new RewardLabException($"{path}: not a readable Parquet file: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }
}
