using Microsoft.ML.Tokenizers;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Text;

/// <summary>A SentencePiece model's file, looked at as far as it takes to open it: how many pieces, and the ids of the special ones.</summary>
/// <remarks>
/// The file is a message of protocol buffers (sentencepiece_model.proto): field 1 is a piece, field 2 what the trainer was told, where field 40 to 43
/// are the ids for unknown, begin, end and padding, -1 for none.
/// </remarks>
internal sealed class SentencePieceFile
{
    private const long MaxBytes = 64_000_000;
    private const int PieceField = 1;
    private const int TrainerField = 2;
    private const int UnknownField = 40;
    private const int BeginField = 41;
    private const int EndField = 42;
    private const int PadField = 43;

    private readonly byte[] _bytes;
    private readonly string _path;
    private readonly Dictionary<int, int> _ids = new() { [UnknownField] = 0, [BeginField] = 1, [EndField] = 2, [PadField] = -1 };

    private SentencePieceFile(byte[] bytes, string path)
    {
        (_bytes, _path) = (bytes, path);
        foreach (var (field, value) in Fields(bytes))
        {
            if (field == PieceField)
            {
                PieceCount++;
            }
            else if (field == TrainerField)
            {
                ReadTrainer(bytes.AsSpan(value));
            }
        }
    }

    /// <summary>Number of pieces.</summary>
    public int PieceCount { get; }

    /// <summary>Id of the end; -1 for none.</summary>
    public int EndId => _ids[EndField];

    /// <summary>Id of padding; -1 for none.</summary>
    public int PadId => _ids[PadField];

    /// <exception cref="RewardLabException">The file cannot be read or is no SentencePiece model.</exception>
    public static SentencePieceFile Read(string path)
    {
        try
        {
            if (RegularFile.IsEmptyOrPipe(path) || new FileInfo(path).Length > MaxBytes)
            {
                throw new RewardLabException($"{path}: is empty, too large, or a pipe, where a SentencePiece model is expected.");
            }

            var file = new SentencePieceFile(File.ReadAllBytes(path), path);
            return file.PieceCount > 0 ? file : throw NoModel(path, null);
        }
        catch (Exception exception) when (ReadFailure.Is(exception))
        {
            throw ReadFailure.Of(path, exception);
        }
        catch (Exception exception) when (exception is InvalidDataException or ArgumentException or OverflowException)
        {
            throw NoModel(path, exception);
        }
    }

    /// <summary>Opens the tokenizer.</summary>
    /// <exception cref="RewardLabException">The library cannot read the model.</exception>
    public SentencePieceTokenizer Open()
    {
        using var stream = new MemoryStream();
        stream.Write(_bytes);
        if (_ids[BeginField] < 0)
        {
            // T5 has no begin, and the library takes its id for one in the list: so a piece for it is appended. Later fields add to earlier ones.
            Write(stream, PieceField, [(1 << 3) | 2, 3, .. "<s>"u8, (2 << 3) | 5, 0, 0, 0, 0, 3 << 3, 3]); // text, score, kind "control"
            Write(stream, TrainerField, [.. Varint(BeginField << 3), .. Varint(PieceCount)]);
        }

        stream.Position = 0;
        try
        {
            return SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw NoModel(_path, exception);
        }
    }

    private static RewardLabException NoModel(string path, Exception? exception) => new(
        $"{path}: is not a SentencePiece model that can be read{(exception is null ? "" : $" ({exception.Message.ReplaceLineEndings(" ")})")}; get it again.",
        exception!);

    private static void Write(MemoryStream stream, int field, byte[] content)
    {
        stream.WriteByte((byte)((field << 3) | 2));
        stream.Write(Varint(content.Length));
        stream.Write(content);
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (var rest = (uint)value; ; rest >>= 7)
        {
            bytes.Add((byte)(rest < 0x80 ? rest : (rest & 0x7F) | 0x80));
            if (rest < 0x80)
            {
                return [.. bytes];
            }
        }
    }

    private void ReadTrainer(ReadOnlySpan<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var (field, kind) = Tag(message, ref at);
            if (kind == 0)
            {
                var value = (int)(long)Number(message, ref at);
                if (_ids.ContainsKey(field))
                {
                    _ids[field] = value;
                }
            }
            else
            {
                var length = Skip(message, kind, ref at);
                at += length;
            }
        }
    }

    // The fields that hold bytes, and where these lie.
    private static IEnumerable<(int Field, Range Value)> Fields(byte[] message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var (field, kind) = Tag(message, ref at);
            var length = Skip(message, kind, ref at);
            if (kind == 2)
            {
                yield return (field, at..(at + length));
            }

            at += length;
        }
    }

    private static (int Field, int Kind) Tag(ReadOnlySpan<byte> message, ref int at)
    {
        var tag = Number(message, ref at);
        return ((int)(tag >> 3), (int)(tag & 7));
    }

    // How many bytes a field's content has from where "at" then is.
    private static int Skip(ReadOnlySpan<byte> message, int kind, ref int at)
    {
        long length = kind switch
        {
            0 => SkipNumber(message, ref at),
            1 => 8,
            2 => checked((long)Number(message, ref at)),
            5 => 4,
            _ => throw new InvalidDataException($"a field of kind {kind}"),
        };
        return length <= message.Length - at ? (int)length : throw new InvalidDataException("it ends too early");
    }

    private static int SkipNumber(ReadOnlySpan<byte> message, ref int at)
    {
        Number(message, ref at);
        return 0;
    }

    private static ulong Number(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= message.Length)
            {
                throw new InvalidDataException("it ends too early");
            }

            var part = message[at++];
            value |= shift < 64 ? (ulong)(part & 0x7F) << shift : 0;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a number too long");
    }
}
