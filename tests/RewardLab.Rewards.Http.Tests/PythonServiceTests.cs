using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Rewards.Http.Dialects;
using RewardLab.Runs.Images;

namespace RewardLab.Rewards.Http.Tests;

/// <summary>A service in Python reads what is sent, pickles with Python's own reader, and its answers are read.</summary>
public sealed class PythonServiceTests
{
    [Theory]
    [InlineData(ServiceDialect.Score, "served")]
    [InlineData(ServiceDialect.Compute, "")]
    [InlineData(ServiceDialect.Prompts, "")]
    [InlineData(ServiceDialect.Queries, "")]
    public void Score_OfAServiceInPython_IsThatOfTheService(ServiceDialect dialect, string reward)
    {
        using var service = Start();
        try
        {
            var images = ScoreServer.Images(3, 16);
            string[] prompts = ["two cats", "drei Äpfel 🍎"];
            using var server = new ScoreServer();
            var options = server.Options(dialect) with { Url = $"http://127.0.0.1:{service.StandardOutput.ReadLine()}", Reward = reward, ImagesPerRequest = 2 };
            var scores = server.Make(options).Score(images, prompts, TestContext.Current.CancellationToken);
            scores.AsSpan().ToArray().ShouldBe(Enumerable.Range(0, 3).SelectMany(image => prompts.Select(prompt => Expected(images, image, prompt))));
        }
        finally
        {
            service.Kill();
            service.WaitForExit();
        }
    }

    private static double Expected(ImageBatch images, int image, string prompt)
    {
        using var file = new MemoryStream();
        ImageFiles.WritePng(file, images, image);
        return file.ToArray().Sum(value => (double)value) + (Encoding.UTF8.GetBytes(prompt).Sum(value => value) / 7.0);
    }

    private static Process Start()
    {
        try
        {
            return Process.Start(new ProcessStartInfo("python3", [Path.Combine(AppContext.BaseDirectory, "service.py")])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs python3");
            throw;
        }
    }
}
