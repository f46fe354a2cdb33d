using System.Security.Cryptography;
using System.Text;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>The cache's file format: a mark, a SHA-256 of the rest, the fingerprint of the API, then the image.</summary>
internal static class RecipeImageFile
{
    private const int MaximumBytes = 256 << 20;
    private static readonly byte[] Mark = "RLRECIP2"u8.ToArray();

    /// <summary>Reads an image; null when there is no file, when it is damaged or when it was made for another API.</summary>
    public static RecipeImage? Read(string path, string fingerprint)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MaximumBytes || file.Length < Mark.Length + SHA256.HashSizeInBytes)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        var hash = bytes.AsSpan(Mark.Length, SHA256.HashSizeInBytes);
        var body = bytes.AsSpan(Mark.Length + SHA256.HashSizeInBytes);
        if (!bytes.AsSpan().StartsWith(Mark) || !SHA256.HashData(body).AsSpan().SequenceEqual(hash))
        {
            return null;
        }

        // The hash has vouched for every byte, so the body is as it was written.
        using var reader = new BinaryReader(new MemoryStream(bytes, Mark.Length + hash.Length, body.Length), Encoding.UTF8);
        return reader.ReadString() == fingerprint ? ReadImage(reader) : null;
    }

    /// <summary>Writes an image.</summary>
    public static void Write(string path, string fingerprint, RecipeImage image)
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(fingerprint);
            WriteImage(writer, image);
        }

        using var file = File.Create(path);
        file.Write(Mark);
        file.Write(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        body.WriteTo(file);
    }

    private static void WriteImage(BinaryWriter writer, RecipeImage image)
    {
        writer.Write(image.Info.Name);
        writer.Write(image.Info.Path);
        writer.Write(image.Info.Summary);
        WriteList(writer, image.Info.Parameters, WriteParameter);
        WriteList(writer, image.Info.OptionGroups, WriteGroup);
        WriteList(writer, [.. image.Info.FormerNames], static (w, name) =>
        {
            w.Write(name.Key);
            WriteList(w, name.Value, static (w, now) => w.Write(now));
        });
        WriteList(writer, image.Warnings, static (w, warning) => w.Write(warning));
        WriteList(writer, image.Files, static (w, file) =>
        {
            w.Write(file.Path);
            w.Write(file.Sha256);
        });
        WriteList(writer, image.Absent, static (w, absent) => w.Write(absent));
        WriteBytes(writer, image.Assembly);
        WriteBytes(writer, image.Symbols);
    }

    private static RecipeImage ReadImage(BinaryReader reader)
    {
        var info = new RecipeInfo
        {
            Name = reader.ReadString(),
            Path = reader.ReadString(),
            Summary = reader.ReadString(),
            Parameters = ReadList(reader, ReadParameter),
            OptionGroups = ReadList(reader, ReadGroup),
            FormerNames = ReadList(reader, static r => (r.ReadString(), (IReadOnlyList<string>)ReadList(r, static r => r.ReadString())))
                .ToDictionary(name => name.Item1, name => name.Item2, StringComparer.Ordinal),
        };
        var warnings = ReadList(reader, static r => r.ReadString());
        var files = ReadList(reader, static r => new LoadedFile(r.ReadString(), r.ReadString()));
        var absent = ReadList(reader, static r => r.ReadString());
        return new RecipeImage(info, ReadBytes(reader), ReadBytes(reader), files, absent) { Warnings = warnings };
    }

    private static void WriteGroup(BinaryWriter writer, RecipeOptionGroup group)
    {
        writer.Write(group.Name);
        writer.Write(group.Component);
        WriteList(writer, [.. group.Differences], static (w, difference) =>
        {
            w.Write(difference.Key);
            w.Write(difference.Value);
        });
        writer.Write(group.Place);
    }

    private static RecipeOptionGroup ReadGroup(BinaryReader reader) => new(
        reader.ReadString(),
        reader.ReadString(),
        ReadList(reader, static r => (r.ReadString(), r.ReadString())).ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal),
        reader.ReadString());

    private static void WriteParameter(BinaryWriter writer, RecipeParameter parameter)
    {
        writer.Write(parameter.Name);
        writer.Write((int)parameter.Kind);
        writer.Write(RecipeParameter.Format(parameter.Default));
        writer.Write(parameter.Description);
        WriteList(writer, new[] { parameter.Minimum, parameter.Maximum }, static (w, limit) =>
        {
            w.Write(limit is not null);
            w.Write(RecipeParameter.Format(limit));
        });
        WriteList(writer, parameter.Choices, static (w, choice) => w.Write(choice));
        writer.Write(parameter.Place);
    }

    private static RecipeParameter ReadParameter(BinaryReader reader)
    {
        var parameter = new RecipeParameter { Name = reader.ReadString(), Kind = (RecipeParameterKind)reader.ReadInt32(), Default = "" };
        var defaultText = reader.ReadString();
        var description = reader.ReadString();
        var limits = ReadList(reader, r => r.ReadBoolean() ? parameter.ParseLimit(r.ReadString()) : Skip(r));
        var choices = ReadList(reader, static r => r.ReadString());
        parameter = parameter with { Description = description, Minimum = limits[0], Maximum = limits[1], Choices = choices, Place = reader.ReadString() };
        return parameter with { Default = parameter.Parse(defaultText, parameter.Place) };
    }

    private static object? Skip(BinaryReader reader)
    {
        reader.ReadString();
        return null;
    }

    private static void WriteList<T>(BinaryWriter writer, IReadOnlyList<T> items, Action<BinaryWriter, T> write)
    {
        writer.Write(items.Count);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    private static T[] ReadList<T>(BinaryReader reader, Func<BinaryReader, T> read)
    {
        var items = new T[reader.ReadInt32()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(reader);
        }

        return items;
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());
}
