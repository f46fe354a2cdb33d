using RewardLab.Abstractions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Runs.Files;

/// <summary>The one place where YAML is parsed: whatever the parser throws becomes one line with file, line and column.</summary>
/// <remarks>
/// YamlDotNet throws <see cref="YamlException"/> for most malformed text, but InvalidOperationException, ArgumentException and others for some, without a
/// position; and it recurses, so that deep nesting, or an alias of what it is a part of, would end the process. Here the position is that of the last
/// event, nesting is limited, and an alias refers to what is complete before it.
/// </remarks>
public static class YamlText
{
    private const int MaxNesting = 64;

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
    /// <exception cref="RewardLabException">The text is not YAML, or is nested more than 64 levels deep.</exception>
    public static T Read<T>(TextReader reader, Func<IParser, T> read, Func<long, long, string, string> problem)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(problem);
        GuardedParser? parser = null;
        try
        {
            parser = new GuardedParser(new Parser(reader));
            return read(parser);
        }
        catch (YamlException exception)
        {
            throw new RewardLabException(
                problem(exception.Start.Line, exception.Start.Column, OneLine.Format((exception.InnerException ?? exception).Message)), exception);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OutOfMemoryException) && !FileFailure.Is(exception))
        {
            var mark = parser?.Current?.End ?? Mark.Empty;
            throw new RewardLabException(problem(mark.Line, mark.Column, $"malformed near this place ({OneLine.FirstLine(exception)})"), exception);
        }
    }

    private sealed class GuardedParser(IParser inner) : IParser
    {
        private readonly Stack<AnchorName> _open = new();
        private readonly HashSet<AnchorName> _complete = [];

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
            switch (now)
            {
                case MappingStart or SequenceStart when _open.Count >= MaxNesting:
                    throw new YamlException(now.Start, now.End, $"nested more than {MaxNesting} levels deep");
                case MappingStart or SequenceStart:
                    _open.Push(((NodeEvent)now).Anchor);
                    break;
                case MappingEnd or SequenceEnd:
                    Complete(_open.Pop());
                    break;
                case Scalar scalar:
                    Complete(scalar.Anchor);
                    break;
                case AnchorAlias alias when !_complete.Contains(alias.Value):
                    throw new YamlException(now.Start, now.End, $"the alias '*{alias.Value}' refers to nothing before it");
            }
        }

        private void Complete(AnchorName anchor)
        {
            if (!anchor.IsEmpty)
            {
                _complete.Add(anchor);
            }
        }
    }
}
