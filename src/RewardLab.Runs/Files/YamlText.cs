using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Runs.Files;

/// <summary>The one place where YAML is parsed: whatever the parser throws becomes one line with file, line and column.</summary>
/// <remarks>
/// YamlDotNet throws <see cref="YamlException"/> for most malformed text, but InvalidOperationException, ArgumentException and others for some, without a
/// position; and it recurses, so that deep nesting, or an alias of what it is a part of, would end the process. Here the position is that of the last
/// event, and an alias refers to what is complete before it. A text may nest 64 levels deep, and hold 4 Mi characters, 1,000 aliases and 500,000 nodes,
/// each alias counting for all that it repeats: a few lines of aliases of aliases can stand for more nodes than a memory holds. Plugins that read YAML
/// compile this file too; it needs nothing but the contract and YamlDotNet.
/// </remarks>
public static partial class YamlText
{
    private const int MaxNesting = 64;
    private const int MaxCharacters = 4 << 20;
    private const int MaxAliases = 1_000;
    private const int MaxNodes = 500_000;

    /// <summary>Reads the documents of a text.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="name">What to call it in errors, such as its file.</param>
    /// <exception cref="RewardLabException">The text is not YAML: name(line,column) and why.</exception>
    public static IList<YamlDocument> Load(TextReader reader, string name)
    {
        var yaml = new YamlStream();
        return Read(
            reader,
            parser =>
            {
                yaml.Load(parser);
                return yaml.Documents;
            },
            (line, column, reason) => $"{name}({line},{column}): not YAML: {reason}");
    }

    /// <summary>Reads YAML.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="reader">The text.</param>
    /// <param name="read">Reads it to the end.</param>
    /// <param name="problem">The message, given line and column (from 1) and the parser's reason.</param>
    /// <exception cref="RewardLabException">The text is not YAML, or exceeds one of the limits above.</exception>
    public static T Read<T>(TextReader reader, Func<IParser, T> read, Func<long, long, string, string> problem)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(problem);
        GuardedParser? parser = null;
        try
        {
            parser = new GuardedParser(new Parser(new BoundedReader(reader)));
            return read(parser);
        }
        catch (YamlException exception)
        {
            throw new RewardLabException(problem(exception.Start.Line, exception.Start.Column, Reason(exception)), exception);
        }
        catch (InvalidDataException exception)
        {
            var mark = parser?.Current?.End ?? Mark.Empty;
            throw new RewardLabException(problem(mark.Line, mark.Column, exception.Message), exception);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OutOfMemoryException or IOException or UnauthorizedAccessException))
        {
            var mark = parser?.Current?.End ?? Mark.Empty;
            throw new RewardLabException(problem(mark.Line, mark.Column, $"malformed near this place ({OneLine.FirstLine(exception)})"), exception);
        }
    }

    // Where text is read into objects, the parser speaks of .NET's types.
    private static string Reason(YamlException exception)
    {
        var reason = OneLine.Format((exception.InnerException ?? exception).Message);
        return exception.InnerException is InvalidCastException or FormatException or OverflowException
            || reason.StartsWith("No node deserializer", StringComparison.Ordinal)
            ? "a value of another kind belongs here"
            : UnknownKey().Match(reason) is { Success: true } match ? $"there is no '{match.Groups["key"].Value}' to set here" : reason;
    }

    [GeneratedRegex("^Property '(?<key>[^']+)' not found on type", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex UnknownKey();

    private sealed class GuardedParser(IParser inner) : IParser
    {
        private readonly Stack<(AnchorName Anchor, long Before)> _open = new();
        private readonly Dictionary<AnchorName, long> _sizes = [];
        private int _aliases;
        private long _nodes;

        public ParsingEvent? Current => inner.Current;

        public bool MoveNext()
        {
            var hasMoved = inner.MoveNext();
            if (hasMoved && inner.Current is { } now)
            {
                Check(now);
            }

            return hasMoved;
        }

        private void Check(ParsingEvent now)
        {
            var before = _nodes;
            switch (now)
            {
                case MappingStart or SequenceStart when _open.Count >= MaxNesting:
                    throw new YamlException(now.Start, now.End, $"nested more than {MaxNesting} levels deep");
                case MappingStart or SequenceStart:
                    _nodes++;
                    _open.Push((((NodeEvent)now).Anchor, before));
                    break;
                case MappingEnd or SequenceEnd:
                    var (anchor, start) = _open.Pop();
                    Complete(anchor, start);
                    break;
                case Scalar scalar:
                    _nodes++;
                    Complete(scalar.Anchor, before);
                    break;
                case AnchorAlias alias:
                    _nodes += _sizes.TryGetValue(alias.Value, out var size)
                        ? size
                        : throw new YamlException(now.Start, now.End, $"the alias '*{alias.Value}' refers to nothing before it");
                    Limit(now, ++_aliases, MaxAliases, "aliases");
                    break;
            }

            Limit(now, _nodes, MaxNodes, "nodes, counting each alias for all that it repeats");
        }

        private static void Limit(ParsingEvent now, long count, long max, string what)
        {
            if (count > max)
            {
                throw new YamlException(now.Start, now.End, $"more than {max} {what}");
            }
        }

        private void Complete(AnchorName anchor, long before)
        {
            if (!anchor.IsEmpty)
            {
                _sizes[anchor] = _nodes - before;
            }
        }
    }

    // Ends a text that is too long while it is read: its length may be unknown before, and a single token may fill the memory.
    private sealed class BoundedReader(TextReader inner) : TextReader
    {
        private int _left = MaxCharacters;

        public override int Peek() => inner.Peek();

        public override int Read()
        {
            var character = inner.Read();
            Count(character < 0 ? 0 : 1);
            return character;
        }

        public override int Read(char[] buffer, int index, int count)
        {
            var read = inner.Read(buffer, index, count);
            Count(read);
            return read;
        }

        private void Count(int read)
        {
            if ((_left -= read) < 0)
            {
                throw new InvalidDataException($"more than {MaxCharacters} characters");
            }
        }
    }
}
