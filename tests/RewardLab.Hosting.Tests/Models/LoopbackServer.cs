using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RewardLab.Hosting.Tests.Models;

/// <summary>An HTTP server on this machine that does whatever it is told, also what no decent server does.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<HubRequest, HubReply> _answer;
    private readonly Task _loop;

    public LoopbackServer(Func<HubRequest, HubReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _loop = Task.Run(AcceptAsync);
    }

    public ConcurrentQueue<HubRequest> Requests { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _loop.Wait(TimeSpan.FromSeconds(5), CancellationToken.None);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                Requests.Enqueue(request);
                await WriteAsync(client, stream, request, _answer(request));
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException)
            {
            }
        }
    }

    private async Task<HubRequest> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(buffer, _end.Token) == 0)
            {
                throw new IOException("gone");
            }

            text.Append((char)buffer[0]);
        }

        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var first = lines[0].Split(' ');
        return new HubRequest(first[0], first[1], lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1], StringComparer.Ordinal));
    }

    private async Task WriteAsync(TcpClient client, Stream stream, HubRequest request, HubReply reply)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} X\r\nConnection: close\r\nContent-Length: {reply.AnnouncedLength ?? reply.Body.Length}\r\n"));
        foreach (var (name, value) in reply.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), _end.Token);
        if (request.Method == "HEAD")
        {
            return;
        }

        var sent = Math.Min(reply.Body.Length, Math.Min(reply.CutAfter ?? int.MaxValue, reply.SilentAfter ?? int.MaxValue));
        await stream.WriteAsync(reply.Body.AsMemory(0, sent), _end.Token);
        await stream.FlushAsync(_end.Token);
        if (reply.SilentAfter is not null)
        {
            _ = await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _end.Token);
        }

        if (reply.CutAfter is not null)
        {
            // Let what was sent arrive, then reset.
            await Task.Delay(100, _end.Token);
            client.Client.LingerState = new LingerOption(enable: true, 0);
        }
    }
}
