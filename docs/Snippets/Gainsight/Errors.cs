using Gainsight.Client;

namespace Snippets.Gainsight;

public static class Errors
{
    public static async Task<string> WriteAsync(GainsightClient gainsight, IReadOnlyList<GainsightCompany> companies, CancellationToken cancellationToken)
    {
        #region errors
        try
        {
            var report = await gainsight.Companies.UpsertAsync(companies, cancellationToken: cancellationToken);
            foreach (var (company, result) in companies.Zip(report.Results).Where(pair => !pair.Second.Succeeded))
                Console.WriteLine($"{company.Name}: {result.Outcome} {result.ErrorCode} {result.Field} {result.Message}");
            return report.Failure is { } stopped ? $"{report}; then it stopped: {stopped.Message}" : $"{report}";
        }
        catch (GainsightApiException error) when (error.ErrorCode == GainsightErrorCode.Unauthorized)
        {
            return "The key was replaced; an admin has to give us the new one.";
        }
        catch (GainsightException error) when (error.IsTransient)
        {
            return $"Nothing was written; try again in {error.RetryAfter ?? TimeSpan.FromMinutes(1)}. {error.Message}";
        }
        #endregion
    }
}
