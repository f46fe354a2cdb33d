using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using RewardLab.Serving.Dialects;

namespace RewardLab.Web.Rewards;

/// <summary>Our own dialect as a form: parts 'image' (files), 'prompt', 'reward', 'mode' and 'details'.</summary>
internal static class MultipartBody
{
    private const int MaxTextBytes = 64 << 10;

    /// <summary>Whether a media type is a form's.</summary>
    public static bool Is(string? contentType) => contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Reads a form.</summary>
    /// <exception cref="RewardRequestException">It is none, or exceeds a limit.</exception>
    public static async Task<RewardRequest> ReadAsync(
        ReadOnlyMemory<byte> body, string contentType, RequestLimits limits, CancellationToken cancellationToken)
    {
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).Value : null;
        if (string.IsNullOrEmpty(boundary))
        {
            throw Malformed("The form has no boundary.");
        }

        var (images, prompts, rewards) = (new List<ReadOnlyMemory<byte>>(), new List<string>(), new List<string>());
        string? mode = null;
        var hasDetails = true;
        try
        {
            using var stream = new MemoryStream(body.ToArray(), writable: false);
            var reader = new MultipartReader(boundary, stream) { HeadersCountLimit = 8, HeadersLengthLimit = 4096 };
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                var name = ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                    ? HeaderUtilities.RemoveQuotes(disposition.Name).Value
                    : null;
                using var content = new MemoryStream();
                await section.Body.CopyToAsync(content, cancellationToken);
                switch (name)
                {
                    case "image":
                        images.Add(content.ToArray());
                        break;
                    case "prompt":
                        prompts.Add(Text(content));
                        break;
                    case "reward":
                        rewards.Add(Text(content));
                        break;
                    case "mode":
                        mode = Text(content);
                        break;
                    case "details":
                        hasDetails = Text(content) is not "false";
                        break;
                    default:
                        throw Malformed("A part of the form is not one of image, prompt, reward, mode and details.");
                }

                if (images.Count > limits.MaxImages || prompts.Count > limits.MaxScores || rewards.Count > limits.MaxRewards)
                {
                    throw new RewardRequestException(ScoreProblem.TooLarge, "The form has too many parts.");
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or DecoderFallbackException)
        {
            throw new RewardRequestException(ScoreProblem.Malformed, "The form is cut off or damaged.", exception);
        }

        return OwnDialect.Create(images, prompts, rewards, mode, hasDetails, limits);
    }

    private static string Text(MemoryStream content) => content.Length <= MaxTextBytes
        ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content.GetBuffer(), 0, (int)content.Length)
        : throw new RewardRequestException(ScoreProblem.TooLarge, "A text of the form is too long.");

    private static RewardRequestException Malformed(string problem) => new(ScoreProblem.Malformed, problem);
}
