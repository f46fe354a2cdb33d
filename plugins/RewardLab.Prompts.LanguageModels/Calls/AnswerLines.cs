using System.Runtime.CompilerServices;
using System.Text;

namespace RewardLab.Prompts.LanguageModels.Calls;

/// <summary>Takes a response apart: server-sent events, or JSON in one piece from a service that does not stream.</summary>
internal static class AnswerLines
{
    private const string End = "[DONE]";

    /// <summary>The JSON of each piece, in order.</summary>
    /// <param name="stream">The response.</param>
    /// <param name="onWhole">Called where the answer comes in one piece.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<string> ReadAsync(Stream stream, Action onWhole, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
#pragma warning disable RS0030 // Strict too, and never waits in a way that cannot be cancelled.
        using var reader = new StreamReader(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        var data = new StringBuilder();
        var isFirst = true;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (isFirst && line.TrimStart() is ['{' or '[', ..])
            {
                onWhole();
                yield return line + "\n" + await reader.ReadToEndAsync(cancellationToken);
                yield break;
            }

            isFirst = isFirst && line.Length == 0;
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Append(data.Length > 0 ? "\n" : "").Append(line.AsSpan("data:".Length).TrimStart(' '));
            }
            else if (line.Length == 0 && data.Length > 0)
            {
                var piece = data.ToString();
                data.Clear();
                if (piece.Trim() == End)
                {
                    yield break;
                }

                yield return piece;
            }
        }

#pragma warning restore RS0030

        // The last event may lack its empty line.
        if (data.Length > 0 && data.ToString().Trim() != End)
        {
            yield return data.ToString();
        }
    }
}
