using System.Buffers;

namespace RewardLab.Rewards.Http.Calls;

/// <summary>Puts the token on requests, past every log, and reads answers whole, so that an attempt ends with the last byte and not with the head.</summary>
/// <param name="token">The token.</param>
/// <param name="maxBytes">Bytes of an answer, at most.</param>
internal sealed class WholeAnswerHandler(RewardToken token, int maxBytes) : DelegatingHandler
{
    private const int FirstBytes = 64 << 10;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Remove("Authorization");
        if (token.Header is { } header)
        {
            // Not parsed: an error of the parser would show it.
            request.Headers.TryAddWithoutValidation("Authorization", header);
        }

        var response = await ConnectAsync(request, cancellationToken);
        try
        {
            var whole = new ByteArrayContent(await ReadAsync(response.Content, cancellationToken));
            response.Content.Dispose();
            response.Content = whole;
            return response;
        }
        catch (IOException exception)
        {
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.ResponseEnded, exception.Message, exception);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // A host that does not even refuse, as behind a firewall, ends as if somebody had cancelled: it is a failure that may pass, like any other connection
    // that cannot be made.
    private async Task<HttpResponseMessage> ConnectAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException exception) when (exception.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "no connection in time", exception);
        }
    }

    private async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.GetMemory(FirstBytes), cancellationToken);
            if (read == 0)
            {
                return buffer.WrittenSpan.ToArray();
            }

            buffer.Advance(read);
            if (buffer.WrittenCount > maxBytes)
            {
                throw new AnswerTooLargeException(maxBytes);
            }
        }
    }
}
