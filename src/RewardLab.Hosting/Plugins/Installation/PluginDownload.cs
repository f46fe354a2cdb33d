using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Installation;

/// <summary>Downloads a plugin's package.</summary>
internal static class PluginDownload
{
    private const long MaxBytes = 4L << 30;

    /// <summary>Saves what an address answers.</summary>
    /// <param name="address">https, or http of this machine.</param>
    /// <param name="path">A new file.</param>
    /// <param name="patience">How long the server may be silent: while it is connected to, before it answers, and within its answer.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="RewardLabException">The address is another's by plain http, does not answer in time or with a file, or with one of more than
    /// 4 GiB.</exception>
    public static async Task SaveAsync(Uri address, string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
        {
            throw new RewardLabException($"'{address}' is not an https address: what it sends could be changed on the way.");
        }

        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(patience);
        try
        {
            using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, silence.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new RewardLabException($"'{address}' answered {(int)response.StatusCode}.");
            }

            var input = await response.Content.ReadAsStreamAsync(silence.Token).ConfigureAwait(false);
            await using (input.ConfigureAwait(false))
            {
                await Copy(input, path, address, () => silence.CancelAfter(patience), silence.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RewardLabException($"'{address}' has sent nothing for {patience.TotalSeconds:0.#} s. Try again later.", exception);
        }
        catch (OperationCanceledException exception)
        {
            // Of the user's token: what a cancelled download throws carries another's.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new RewardLabException($"'{address}' cannot be downloaded: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static async Task Copy(Stream input, string path, Uri address, Action onRead, CancellationToken cancellationToken)
    {
        var output = new FileStream(path, FileMode.CreateNew);
        await using (output.ConfigureAwait(false))
        {
            var buffer = new byte[1 << 17];
            for (var total = 0L; ;)
            {
                var read = await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                onRead();
                total += read;
                if (total > MaxBytes)
                {
                    throw new RewardLabException($"'{address}' sends more than {MaxBytes >> 30} GiB.");
                }

                await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
